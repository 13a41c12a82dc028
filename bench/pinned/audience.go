//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"mock-openai/fast/histogram"
)

// audience listens to streams whose events have their times.
type audience struct {
	url     string
	body    string
	streams int
	spread  time.Duration             // over which they begin, evenly
	events  int                       // of each, [DONE] aside
	due     func(k int) time.Duration // of event k, from 0, since the request was sent
}

// heard is what arrived.
type heard struct {
	events int64
	late   histogram.Histogram // after the event was due, as the client's clock has it
	drifts []time.Duration     // how much later the last event of a stream was than its first, ascending
}

// listen opens all connections, then has the streams begin, and returns when the
// last has ended. A stream that breaks is an error.
func (a audience) listen(ctx context.Context) (*heard, error) {
	all, err := dialAll(a.url, a.streams, func(net.Conn) error { return nil })
	if err != nil {
		return nil, err
	}
	defer all.close()
	defer context.AfterFunc(ctx, all.close)()
	h := &heard{drifts: make([]time.Duration, a.streams)}
	errs := make([]error, a.streams)
	counts := make([]int, a.streams)
	start := time.Now()
	var streams sync.WaitGroup
	for i, conn := range all {
		streams.Go(func() {
			time.Sleep(time.Until(start.Add(a.spread * time.Duration(i) / time.Duration(a.streams))))
			h.drifts[i], counts[i], errs[i] = a.follow(conn, &h.late)
		})
	}
	streams.Wait()
	for _, n := range counts {
		h.events += int64(n)
	}
	slices.Sort(h.drifts)
	return h, errors.Join(errs...)
}

var (
	streamed = []byte("HTTP/1.1 200")
	blank    = []byte("\n\n")
)

// follow asks for a stream on conn and returns how much later, by plan, its last
// event was than its first, and how many there were.
func (a audience) follow(conn net.Conn, late *histogram.Histogram) (drift time.Duration, events int, err error) {
	sent := time.Now()
	if err := post(conn, a.body); err != nil {
		return 0, 0, err
	}
	var first, last time.Duration
	p := make([]byte, 4<<10)
	kept := 0 // the end of the read before, in case it is half a blank line
	for begun := false; events <= a.events; begun = true {
		n, err := conn.Read(p[kept:])
		now := time.Since(sent)
		if err != nil {
			return 0, events, fmt.Errorf("a stream ended after %d of %d events: %w", events, a.events, err)
		}
		if !begun && !bytes.HasPrefix(p, streamed) {
			return 0, 0, fmt.Errorf("a stream began with %.40q", p[:n])
		}
		for range bytes.Count(p[:kept+n], blank) {
			if events < a.events {
				last = now - a.due(events)
				late.Record(last)
			}
			if events == 0 {
				first = last
			}
			events++
		}
		p[0], kept = p[kept+n-1], 1
	}
	return last - first, a.events, nil
}
