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

// streamClient reads one stream.
type streamClient struct {
	fd          int
	sent        atomic.Int64 // the pace.Instant of its request
	events      int          // events that have arrived
	response    http1.Response
	scanner     sse.Scanner
	first, last time.Duration // how late these events were
}

// close may be called on nil.
func (c *streamClient) close() {
	if c != nil {
		unix.Close(c.fd)
	}
}

// read reads what has arrived into room and records the time of its events.
func (c *streamClient) read(a *streamClients, room []byte, late *histogram.Histogram) error {
	n, err := unix.Read(c.fd, room)
	since := pace.Now().Sub(pace.Instant(c.sent.Load()))
	switch {
	case err == unix.EINTR:
		return nil
	case err == nil && n == 0:
		err = io.ErrUnexpectedEOF
	case err == nil:
		err = c.take(a, room[:n], since, late)
	}
	if err != nil {
		return fmt.Errorf("a stream ended after %d of %d events: %w", c.events, a.events, err)
	}
	return nil
}

// take handles the bytes of one read.
func (c *streamClient) take(a *streamClients, p []byte, since time.Duration, late *histogram.Histogram) error {
	for len(p) > 0 && !c.response.Done() {
		part, rest, err := c.response.Next(p)
		if err != nil {
			return err
		}
		if c.response.HasHead() && (c.response.Status != 200 || !c.response.Stream) {
			return fmt.Errorf("status %d, Content-Type %q", c.response.Status, c.response.ContentType())
		}
		p = rest
		for ok := true; ok; {
			if _, part, ok = c.scanner.Next(part); ok {
				c.record(a, since, late)
			}
		}
	}
	return nil
}

// record records one event.
func (c *streamClient) record(a *streamClients, since time.Duration, late *histogram.Histogram) {
	if c.events < a.events {
		c.last = since - a.due(c.events)
		late.Record(c.last)
	}
	if c.events == 0 {
		c.first = c.last
	}
	c.events++
}

// ended reports whether the stream has ended.
func (c *streamClient) ended(a *streamClients) bool { return c.events > a.events }
