package fast

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/skim"
)

// What can be done with a response that is kept.

const responsesPath = "/v1/responses/"

// responseID is the id that the path names.
func responseID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, responsesPath))
}

// newResponseKey is the key of the response with that id; false if none can
// have such an id.
func newResponseKey(id string) (key responseKey, ok bool) {
	id, ok = strings.CutPrefix(id, responsePrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// readPrevious returns the tokens of the turns that a response goes on from.
// Strict servers refuse to go on from one that is not kept.
func (s *Server) readPrevious(c *call) (tokens int, _ *apierr.Error) {
	raw := c.response.given[settingPrevious]
	if raw == nil {
		return 0, nil
	}
	id := string(skim.AppendUnescaped(nil, raw[1:len(raw)-1]))
	key, ok := newResponseKey(id)
	if ok {
		tokens, ok = s.archive.tokens(key)
	}
	switch {
	case c.determined && (ok || !s.config.Answers.Strict): // by the request alone, not by what came before it
		return 0, nil
	case ok || !s.config.Answers.Strict:
		return tokens, nil
	}
	return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "previous_response_id", Code: "previous_response_not_found",
		Message: fmt.Sprintf("Previous response with id '%s' not found.", id)}
}

// retrieve returns a copy of what is kept of the response that the path names.
func (s *Server) retrieve(ctx *fasthttp.RequestCtx) (record, *apierr.Error) {
	if key, ok := newResponseKey(responseID(ctx)); ok {
		if r, ok := s.archive.get(key); ok {
			return r, nil
		}
	}
	return record{}, errNoResponse(ctx)
}

func errNoResponse(ctx *fasthttp.RequestCtx) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Response with id '%s' not found.", responseID(ctx))}
}

func (s *Server) getResponse(at *route) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		switch r, err := s.retrieve(ctx); {
		case err != nil:
			at.writeError(ctx, err)
		case ctx.QueryArgs().GetBool("stream"):
			s.streamResponse(ctx, at, r)
		default:
			s.writeJSON(ctx, at, r.shown())
		}
	}
}

func (s *Server) deleteResponse(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, ok := newResponseKey(responseID(ctx))
	if !ok || !s.archive.delete(key) {
		return nil, errNoResponse(ctx)
	}
	return fmt.Appendf(nil, `{"id":"%s%s","object":"response","deleted":true}`, responsePrefix, key), nil
}
