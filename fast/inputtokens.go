package fast

import (
	"encoding/base64"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// What is told of the input of a response without the response being made.

// countInputTokens answers with the tokens that the input of a response would count.
func (s *Server) countInputTokens(r *route) fasthttp.RequestHandler {
	return s.answersInput(r, func(c *call) []byte {
		return fmt.Appendf(nil, `{"object":"response.input_tokens","input_tokens":%d}`, c.promptTokens)
	})
}

// compactionTokens is how long a compaction is.
const compactionTokens = 64

// compact answers with the messages of the user and, for all that was said
// besides, an item that only looks encrypted.
func (s *Server) compact(r *route) fasthttp.RequestHandler {
	return s.answersInput(r, func(c *call) []byte {
		dst := c.appendStart(nil, "response.compaction")
		dst = append(dst, `,"output":[`...)
		response := string(c.id.AppendAnswer([]byte(responsePrefix)))
		for _, it := range inputItems(response, c.response.input) {
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
		c.completionTokens = compactionTokens
		dst = c.appendResponseUsage(append(dst, `"}],"usage":`...))
		return append(dst, '}')
	})
}

// answersInput answers requests for a response with what body makes of their input.
func (s *Server) answersInput(r *route, body func(*call) []byte) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		c := s.acquireCall(ctx, r)
		err := responseCodec{}.decode(s, c)
		if err == nil {
			err = s.settle(c)
		}
		if err != nil {
			s.giveUp(ctx, c, err)
			return
		}
		answer := body(c)
		s.headers.Write(ctx, c.id, s.hold(ctx, c, c.completionTokens))
		c.count()
		ctx.Response.SetBodyRaw(answer)
		s.finish(ctx, c)
	}
}
