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

// What can be done with a response that is kept.

const Path = "/v1/responses/"

// responseID is the id that the path names.
func responseID(ctx *fasthttp.RequestCtx) string {
	return string(header.PathID(ctx, Path))
}

// newResponseKey is the key of the response with that id; false if none can
// have such an id.
func newResponseKey(id string) (key store.Key, ok bool) {
	id, ok = strings.CutPrefix(id, prefix)
	return key, copy(key[:], id) == len(key) && len(id) == len(key) && ok
}

// readPrevious returns the tokens of the turns that a response goes on from.
// Strict servers refuse to go on from one that is not kept.
func (s *Codec) readPrevious(r *response) (tokens int, _ *apierr.Error) {
	raw := r.given[settingPrevious]
	if raw == nil {
		return 0, nil
	}
	id := string(skim.AppendUnescaped(nil, raw[1:len(raw)-1]))
	key, ok := newResponseKey(id)
	if ok {
		var extra responseExtra
		extra, ok = s.archive.Peek(key)
		tokens = extra.tokens
	}
	switch {
	case r.session.Determined && (ok || !s.Strict): // by the request alone, not by what came before it
		return 0, nil
	case ok || !s.Strict:
		return tokens, nil
	}
	return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "previous_response_id", Code: "previous_response_not_found",
		Message: fmt.Sprintf("Previous response with id '%s' not found.", id)}
}

// find returns a copy of what is kept of the response that the path names.
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

func (s *Codec) Delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	key, ok := newResponseKey(responseID(ctx))
	if !ok || !s.archive.Delete(key) {
		return nil, errNoResponse(ctx)
	}
	return fmt.Appendf(nil, `{"id":"%s%s","object":"response","deleted":true}`, prefix, key), nil
}
