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
func newResponseKey(id string) (key answerKey, ok bool) {
	id, ok = strings.CutPrefix(id, responsePrefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// readPrevious returns the tokens of the turns that a response goes on from.
// Strict servers refuse to go on from one that is not kept.
func (s *responses) readPrevious(r *response) (tokens int, _ *apierr.Error) {
	raw := r.given[settingPrevious]
	if raw == nil {
		return 0, nil
	}
	id := string(skim.AppendUnescaped(nil, raw[1:len(raw)-1]))
	key, ok := newResponseKey(id)
	if ok {
		var extra responseExtra
		extra, ok = s.archive.peek(key)
		tokens = extra.tokens
	}
	switch {
	case r.session.determined && (ok || !s.strict): // by the request alone, not by what came before it
		return 0, nil
	case ok || !s.strict:
		return tokens, nil
	}
	return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "previous_response_id", Code: "previous_response_not_found",
		Message: fmt.Sprintf("Previous response with id '%s' not found.", id)}
}

// find returns a copy of what is kept of the response that the path names.
func (s *responses) find(ctx *fasthttp.RequestCtx) (keptResponse, *apierr.Error) {
	if key, ok := newResponseKey(responseID(ctx)); ok {
		if r, ok := s.archive.get(key); ok {
			return r, nil
		}
	}
	return keptResponse{}, errNoResponse(ctx)
}

func errNoResponse(ctx *fasthttp.RequestCtx) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Response with id '%s' not found.", responseID(ctx))}
}

// get returns the response that the path names, as it is at this time.
func (s *responses) get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return shown(&r), nil
}

func (s *responses) delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, ok := newResponseKey(responseID(ctx))
	if !ok || !s.archive.delete(key) {
		return nil, errNoResponse(ctx)
	}
	return fmt.Appendf(nil, `{"id":"%s%s","object":"response","deleted":true}`, responsePrefix, key), nil
}
