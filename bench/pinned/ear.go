//go:build linux

package main

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/bench/http1"
	"mock-openai/bench/sse"
	"mock-openai/fast/histogram"
	"mock-openai/fast/pace"
)

// ear listens to one stream.
type ear struct {
	fd          int
	sent        atomic.Int64 // the pace.Instant at which its request was
	events      int          // that have arrived
	response    http1.Response
	scanner     sse.Scanner
	first, last time.Duration // how late these events were
}

// close may be called for an ear that was never opened.
func (e *ear) close() {
	if e != nil {
		unix.Close(e.fd)
	}
}

// read takes the time of the events that have arrived, which it reads into room.
func (e *ear) read(a *audience, room []byte, late *histogram.Histogram) error {
	n, err := unix.Read(e.fd, room)
	since := pace.Now().Sub(pace.Instant(e.sent.Load()))
	switch {
	case err == unix.EINTR:
		return nil
	case err == nil && n == 0:
		err = io.ErrUnexpectedEOF
	case err == nil:
		err = e.take(a, room[:n], since, late)
	}
	if err != nil {
		return fmt.Errorf("a stream ended after %d of %d events: %w", e.events, a.events, err)
	}
	return nil
}

// take takes the events of one read.
func (e *ear) take(a *audience, p []byte, since time.Duration, late *histogram.Histogram) error {
	for len(p) > 0 && !e.response.Done() {
		part, rest, err := e.response.Next(p)
		if err != nil {
			return err
		}
		if e.response.HasHead() && (e.response.Status != 200 || !e.response.Stream) {
			return fmt.Errorf("status %d, Content-Type %q", e.response.Status, e.response.ContentType())
		}
		p = rest
		for ok := true; ok; {
			if _, part, ok = e.scanner.Next(part); ok {
				e.heard(a, since, late)
			}
		}
	}
	return nil
}

// heard counts an event.
func (e *ear) heard(a *audience, since time.Duration, late *histogram.Histogram) {
	if e.events < a.events {
		e.last = since - a.due(e.events)
		late.Record(e.last)
	}
	if e.events == 0 {
		e.first = e.last
	}
	e.events++
}

// ended reports whether the stream has.
func (e *ear) ended(a *audience) bool { return e.events > a.events }
