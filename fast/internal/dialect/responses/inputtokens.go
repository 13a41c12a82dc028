package responses

import (
	"encoding/base64"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// Endpoints that take the request of a response and do not make one.

// InputTokens returns the codec of POST /v1/responses/input_tokens.
func (s *Codec) InputTokens() dialect.Codec { return &inputTokens{inputCodec{responses: s}} }

// Compaction returns the codec of POST /v1/responses/compact.
func (s *Codec) Compaction() dialect.Codec { return &compaction{inputCodec{responses: s}} }

// inputCodec is what both codecs have in common.
type inputCodec struct {
	dialect.WholeOnly
	responses *Codec
}

func (t *inputCodec) Decode(c *dialect.Session) *apierr.Error { return t.responses.Decode(c) }

func (*inputCodec) Generate(c *dialect.Session) *apierr.Error {
	c.Request.Stream = false
	return nil
}

func (*inputCodec) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

// inputTokens answers with the number of tokens of the input.
type inputTokens struct{ inputCodec }

func (*inputTokens) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = append(dst, `{"object":"response.input_tokens","input_tokens":`...)
	return append(render.AppendInt(dst, c.PromptTokens), '}')
}

// compactionTokens is the length of a compaction in tokens.
const compactionTokens = 64

// compaction answers with the messages of the user and an item that stands for all
// others. That item only looks encrypted.
type compaction struct{ inputCodec }

func (t *compaction) Generate(c *dialect.Session) *apierr.Error {
	c.CompletionTokens = compactionTokens
	return t.inputCodec.Generate(c)
}

func (*compaction) Hold(c *dialect.Session) (tokens int, waits bool) { return c.CompletionTokens, true }

func (*compaction) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = appendStart(dst, &c.Answer, "response.compaction")
	dst = append(dst, `,"output":[`...)
	response := string(c.ID.AppendAnswer([]byte(prefix)))
	for _, it := range inputItems(response, responseOf(c).input) {
		if string(decode.Member(it.Body, "role")) == `"user"` {
			dst = append(append(dst, it.Body...), ',')
		}
	}
	dst = render.ID{c.ID[0], ^c.ID[1]}.AppendAnswer(append(dst, `{"id":"cmp_`...))
	dst = append(dst, `","type":"compaction","encrypted_content":"`...)
	secret := make([]byte, base64.URLEncoding.DecodedLen(compactionTokens*pool.CharsPerToken))
	for i := range secret {
		secret[i] = byte(c.Rand.Uint32())
	}
	dst = base64.URLEncoding.AppendEncode(dst, secret)
	dst = appendResponseUsage(append(dst, `"}],"usage":`...), &c.Answer)
	return append(dst, '}')
}
