package cohere

import (
	"strconv"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// vocabulary is how many tokens the models know.
const vocabulary = 255_000

// appendAllLogprobs appends the log probabilities of the text, one item for each token.
func (m *message) appendAllLogprobs(dst []byte) []byte {
	text := &m.session.Choices[0].Article
	for i := range max(text.Tokens(), 0) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = m.appendLogprobs(dst, i, i+1)
	}
	return dst
}

// appendLogprobs appends {"text","token_ids","logprobs"} of the tokens [from, to) of the
// text.
func (m *message) appendLogprobs(dst []byte, from, to int) []byte {
	c := m.session
	text, salt := c.Choices[0].Article, c.Extras.Choices[0].Salt
	dst = append(append(dst, `{"text":"`...), text.Slice(from, to)...)
	dst = append(dst, `","token_ids":[`...)
	for i := from; i < to; i++ {
		if i > from {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(dst, int(pool.Hash(0, text.Slice(i, i+1))%vocabulary))
	}
	dst = append(dst, `],"logprobs":[`...)
	var likeliest engine.Candidates
	for i := from; i < to; i++ {
		if i > from {
			dst = append(dst, ',')
		}
		c.Extras.Logprobs.Fill(&likeliest, salt, text, i)
		dst = strconv.AppendFloat(dst, likeliest.Logprobs[0], 'f', 6, 64)
	}
	return append(dst, `]}`...)
}
