package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
)

// readWishes settles what the members of a chat request mean together.
func readWishes(g *generator, c *session) *apierr.Error {
	q := g.enrich(&c.turn)
	readOdds(&q.odds, c.options[wishLogprobs], c.options[wishTopLogprobs])
	q.effort = effortOf(c.options[wishReasoningEffort])
	q.audio = decode.Contains(c.options[wishModalities], `"audio"`)
	if err := readOffer(g, c, false); err != nil {
		return err
	}
	if err := readResponseFormat(g, c); err != nil {
		return err
	}
	if len(q.offer.tools) > 0 || q.echo {
		var messages decode.Reader
		if c.messagesAt > 0 {
			messages = decode.New(c.body[c.messagesAt:])
		}
		readMessages(c, messages)
	}
	return nil
}
