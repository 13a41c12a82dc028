//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/fast/histogram"
	"mock-openai/fast/pace"
)

// ear listens to one stream.
type ear struct {
	fd          int
	sent        atomic.Int64 // the pace.Instant at which its request was
	events      int          // that have arrived
	begun       bool
	end         byte          // of what was read before, in case it is half a blank line
	first, last time.Duration // how late these events were
}

// close may be called for an ear that was never opened.
func (e *ear) close() {
	if e != nil {
		unix.Close(e.fd)
	}
}

var (
	streamed = []byte("HTTP/1.1 200")
	blank    = []byte("\n\n")
)

// read takes the time of the events that have arrived, which it reads into room.
func (e *ear) read(a *audience, room []byte, late *histogram.Histogram) error {
	room[0] = e.end
	n, err := unix.Read(e.fd, room[1:])
	since := pace.Now().Sub(pace.Instant(e.sent.Load()))
	switch {
	case err == unix.EINTR:
		return nil
	case err == nil && n == 0:
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("a stream ended after %d of %d events: %w", e.events, a.events, err)
	}
	if !e.begun && !bytes.HasPrefix(room[1:], streamed) {
		return fmt.Errorf("a stream began with %.40q", room[1:1+n])
	}
	e.begun, e.end = true, room[n]
	for range bytes.Count(room[:1+n], blank) {
		if e.events < a.events {
			e.last = since - a.due(e.events)
			late.Record(e.last)
		}
		if e.events == 0 {
			e.first = e.last
		}
		e.events++
	}
	return nil
}

// ended reports whether the stream has.
func (e *ear) ended(a *audience) bool { return e.events > a.events }
