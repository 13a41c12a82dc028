package responses

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/pace"
)

// A background response is answered before it is due. It is generated at once all
// the same, and kept with the instant from which it can be retrieved.

// keepPending keeps a response before it is due. A client that loses the connection of
// its stream can resume it.
func (r *response) keepPending() {
	c := r.session
	start, took := c.Clock.Lasting(c.CompletionTokens - c.ReasoningTokens)
	c.Start, r.due = start, start.Add(took)
	r.completed = c.Created + int64(took.Seconds())
	r.pending = r.appendUnfinished(r.pending, statusInProgress)
	c.Scratch = r.appendFinished(c.Scratch[:0], r.completed)
	r.keep(c.Scratch)
	r.archive = nil
}

// shown returns the response as it is at this time.
func shown(r *keptResponse) []byte {
	if isPending(r) {
		return r.Pending
	}
	return r.Body
}

func isPending(r *keptResponse) bool { return len(r.Pending) > 0 && pace.Now() < r.Extra.due }

// cancelled returns what r becomes if it is cancelled.
func cancelled(r *keptResponse) keptResponse {
	const member = `"status":"` // the first one belongs to the response
	body := bytes.Replace(r.Pending, []byte(member+statusInProgress), []byte(member+statusCancelled), 1)
	extra := r.Extra
	extra.background, extra.due, extra.tokens = true, 0, 0
	return keptResponse{Body: body, Request: r.Request, Extra: extra}
}

// isCancelled reports whether r was cancelled.
func isCancelled(r *keptResponse) bool {
	return string(decode.Member(r.Body, "status")) == `"`+statusCancelled+`"`
}

// Cancel ends a background response. One that has completed stays as it is.
func (s *Codec) Cancel(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	r, err := s.find(ctx)
	switch {
	case err != nil:
		return nil, err
	case !r.Extra.background:
		return nil, errSynchronous
	case isPending(&r):
		r = cancelled(&r)
		key, _ := newResponseKey(responseID(ctx))
		s.archive.Replace(key, r)
	}
	return shown(&r), nil
}

var errSynchronous = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Cannot cancel a synchronous response."}
