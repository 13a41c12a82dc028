package fast

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/pace"
)

// A response of the background is answered before it is made. It is made up at
// once all the same, and kept with the instant from which on it is shown.

// keepPending keeps a response before it is due. One that is streamed can then be
// picked up by a client that has lost its connection.
func (s *Server) keepPending(c *call) {
	r := c.response
	start, took := s.lasting(c, c.completionTokens-c.reasoningTokens)
	r.start, r.due = start, start.Add(took)
	r.completed = c.created + int64(took.Seconds())
	r.pending = c.response.appendUnfinished(r.pending, statusInProgress)
	c.scratch = c.response.appendFinished(c.scratch[:0], r.completed)
	c.keep(c.scratch)
	r.archive = nil
}

// shown is the response as it is at this time.
func (r *record) shown() []byte {
	if r.isPending() {
		return r.pending
	}
	return r.body
}

func (r *record) isPending() bool { return len(r.pending) > 0 && pace.Now() < r.due }

// cancelled is r if it ends before its time.
func (r *record) cancelled() record {
	const member = `"status":"` // the first is that of the response
	body := bytes.Replace(r.pending, []byte(member+statusInProgress), []byte(member+statusCancelled), 1)
	return record{body: body, request: r.request, inputAt: r.inputAt, inputEnd: r.inputEnd, background: true, making: r.making}
}

// isCancelled tells whether r has ended before its time.
func (r *record) isCancelled() bool {
	return string(decode.Member(r.body, "status")) == `"`+statusCancelled+`"`
}

// cancelResponse ends a response of the background. One that has ended stays as it
// is.
func (s *Server) cancelResponse(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	r, err := s.retrieve(ctx)
	switch {
	case err != nil:
		return nil, err
	case !r.background:
		return nil, errSynchronous
	case r.isPending():
		r = r.cancelled()
		key, _ := newResponseKey(responseID(ctx))
		s.archive.replace(key, r)
	}
	return r.shown(), nil
}

var errSynchronous = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Cannot cancel a synchronous response."}
