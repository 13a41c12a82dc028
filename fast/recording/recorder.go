package recording

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// stopwatch tells the time since a request had been sent. The transport starts it.
type stopwatch struct{ sent atomic.Pointer[time.Time] }

// traced returns req with a stopwatch that starts when req has been sent: connecting to the
// provider does not count.
func traced(req *http.Request) (*http.Request, *stopwatch) {
	w := new(stopwatch)
	w.start()
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { w.start() }}
	return req.WithContext(httptrace.WithClientTrace(req.Context(), trace)), w
}

func (w *stopwatch) start() { w.sent.Store(new(time.Now())) }

func (w *stopwatch) elapsed() time.Duration { return time.Since(*w.sent.Load()) }

// answerRecorder is the body of an answer. It keeps what is read.
type answerRecorder struct {
	io.ReadCloser
	proxy *Proxy
	x     *Exchange
	watch *stopwatch
	split splitter
	ended bool
}

// Read keeps what it reads, with the time.
func (r *answerRecorder) Read(p []byte) (n int, err error) {
	n, err = r.ReadCloser.Read(p)
	if n > 0 && !r.ended {
		r.keep(p[:n])
	}
	switch {
	case err == nil:
	case err == io.EOF:
		r.end(Whole)
	case errors.Is(err, context.Canceled):
		r.end(CutClient)
	default:
		r.end(CutUpstream)
	}
	return n, err
}

// keep appends what came to the body. A piece ends where an event ends, or with what came.
func (r *answerRecorder) keep(p []byte) {
	a := &r.x.Answer
	if len(a.Body)+len(p) > r.proxy.maxAnswer {
		r.end(CutRecorder)
		return
	}
	at, from := max(r.watch.elapsed(), a.Begin), len(a.Body)
	if len(a.Pieces) > 0 {
		at = max(at, a.Pieces[len(a.Pieces)-1].At)
	}
	a.Body = append(a.Body, p...)
	for from < len(a.Body) {
		to := r.split(a.Body, from)
		if to < 0 {
			to = len(a.Body)
		}
		a.Pieces = append(a.Pieces, Piece{at, to})
		from = to
	}
}

// Close ends the answer: early, if it has not been read to its end.
func (r *answerRecorder) Close() error {
	r.end(CutClient)
	return r.ReadCloser.Close()
}

// end hands on the exchange, once.
func (r *answerRecorder) end(cut Cut) {
	if r.ended {
		return
	}
	r.ended = true
	a := &r.x.Answer
	if cut == CutClient && r.proxy.stopped.Load() {
		cut = CutRecorder
	}
	a.Cut, a.End = cut, max(r.watch.elapsed(), a.Begin)
	if len(a.Pieces) > 0 {
		a.End = max(a.End, a.Pieces[len(a.Pieces)-1].At)
	}
	r.proxy.ended(r.x)
}
