package responses

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/skim"
)

// What can be done with a kept response.

// Path is the start of the path of a response.
const Path = "/v1/responses/"

// responseID returns the id in the path.
func responseID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, "/responses/"))
}

// newResponseKey returns the key of the response with that id. It returns false if no
// response can have the id.
func newResponseKey(id string) (key store.Key, ok bool) {
	id, ok = strings.CutPrefix(id, prefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// readPrevious returns the tokens of the conversation that a response continues. A strict
// server refuses to continue one that is not kept.
func (s *Codec) readPrevious(r *response) (tokens int, _ *apierr.Error) {
	raw := r.given[paramPrevious]
	if raw == nil {
		return 0, nil
	}
	id := string(skim.AppendUnescaped(nil, raw[1:len(raw)-1]))
	key, ok := newResponseKey(id)
	if ok {
		var extra responseExtra
		if extra, ok = s.archive.Peek(key); ok {
			tokens = extra.tokens
		} else if v := conversationOf(r.session); v != nil {
			tokens, ok = v.recall(key)
		}
	}
	switch {
	case r.session.Determined && (ok || !s.Strict): // the request alone determines the answer
		return 0, nil
	case ok || !s.Strict:
		return tokens, nil
	}
	return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "previous_response_id", Code: "previous_response_not_found",
		Message: fmt.Sprintf("Previous response with id '%s' not found.", id)}
}

// find returns a copy of the response that the path names.
func (s *Codec) find(ctx *fasthttp.RequestCtx) (keptResponse, *apierr.Error) {
	if key, ok := newResponseKey(responseID(ctx)); ok {
		if r, ok := s.archive.Get(key); ok {
			return r, nil
		}
	}
	return keptResponse{}, errNoResponse(ctx)
}

func errNoResponse(ctx *fasthttp.RequestCtx) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("Response with id '%s' not found.", responseID(ctx))}
}

// Get returns the response that the path names, as it is at this time.
func (s *Codec) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	r, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	return shown(&r), nil
}

// Delete forgets the response that the path names.
func (s *Codec) Delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, ok := newResponseKey(responseID(ctx))
	if !ok || !s.archive.Delete(key) {
		return nil, errNoResponse(ctx)
	}
	return fmt.Appendf(nil, `{"id":"%s%s","object":"response","deleted":true}`, prefix, key), nil
}
