package fast

import (
	"encoding/base64"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// What is told of the input of a response without the response being made.

// inputCodec is what the codecs have in common that read a request for a response.
type inputCodec struct {
	wholeOnly
	responses *responses
}

func (t *inputCodec) decode(c *session) *apierr.Error { return t.responses.decode(c) }

func (*inputCodec) generate(c *session) *apierr.Error {
	c.request.stream = false
	return nil
}

func (*inputCodec) room(*session) (int, *apierr.Error) { return 0, nil }

// inputTokens answers with the tokens that the input of a response would count.
type inputTokens struct{ inputCodec }

func (*inputTokens) appendAnswer(dst []byte, c *session) []byte {
	dst = append(dst, `{"object":"response.input_tokens","input_tokens":`...)
	return append(render.AppendInt(dst, c.promptTokens), '}')
}

// compactionTokens is how long a compaction is.
const compactionTokens = 64

// compaction answers with the messages of the user and, for all that was said
// besides, an item that only looks encrypted.
type compaction struct{ inputCodec }

func (t *compaction) generate(c *session) *apierr.Error {
	c.completionTokens = compactionTokens
	return t.inputCodec.generate(c)
}

func (*compaction) hold(c *session) (tokens int, waits bool) { return c.completionTokens, true }

func (*compaction) appendAnswer(dst []byte, c *session) []byte {
	dst = appendStart(dst, &c.answer, "response.compaction")
	dst = append(dst, `,"output":[`...)
	response := string(c.id.AppendAnswer([]byte(responsePrefix)))
	for _, it := range inputItems(response, responseOf(c).input) {
		if string(decode.Member(it.body, "role")) == `"user"` {
			dst = append(append(dst, it.body...), ',')
		}
	}
	dst = render.ID{c.id[0], ^c.id[1]}.AppendAnswer(append(dst, `{"id":"cmp_`...))
	dst = append(dst, `","type":"compaction","encrypted_content":"`...)
	secret := make([]byte, base64.URLEncoding.DecodedLen(compactionTokens*pool.CharsPerToken))
	for i := range secret {
		secret[i] = byte(c.rng.Uint32())
	}
	dst = base64.URLEncoding.AppendEncode(dst, secret)
	dst = appendResponseUsage(append(dst, `"}],"usage":`...), &c.answer)
	return append(dst, '}')
}
