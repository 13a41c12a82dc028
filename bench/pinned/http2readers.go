//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"golang.org/x/net/http2"

	"mock-openai/bench/sse"
	"mock-openai/fast/histogram"
	"mock-openai/fast/pace"
)

// http2Reader reads streams whose events are due at known times, on one connection of HTTP/2.
type http2Reader struct {
	clients *streamClients
	conn    *http2Streams
	streams []http2Stream
	open    int // streams that have not ended
	late    *histogram.Histogram
}

type http2Stream struct {
	sent    atomic.Int64 // the pace.Instant of its request
	events  int          // events that have arrived
	scanner sse.Scanner
}

// runHTTP2 is like run, but over HTTP/2, with up to streamsPerConn streams on a connection.
func (s streamClients) runHTTP2(ctx context.Context) (*streamResults, error) {
	r := new(streamResults)
	var readers []*http2Reader
	defer func() {
		for _, reader := range readers {
			reader.conn.conn.Close()
		}
	}()
	conns := (s.streams + streamsPerConn - 1) / streamsPerConn
	for i := range conns {
		conn, err := dialHTTP2(s.url)
		if err != nil {
			return nil, err
		}
		n := (s.streams - i + conns - 1) / conns // as beginHTTP2 deals them out
		readers = append(readers, &http2Reader{clients: &s, conn: conn, streams: make([]http2Stream, n), open: n, late: &r.late})
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var reading sync.WaitGroup
	for _, reader := range readers {
		reading.Go(func() {
			if err := reader.conn.read(reader.take); err != errAllEnded {
				cancel(err)
			}
		})
	}
	err := s.beginHTTP2(ctx, readers)
	if err == nil {
		reading.Wait()
		err = context.Cause(ctx)
	}
	r.events = int64(s.streams * s.events)
	return r, err
}

// beginHTTP2 starts the streams, on the connections in turn.
func (s streamClients) beginHTTP2(ctx context.Context, readers []*http2Reader) error {
	return s.atRandomTimes(ctx, func(i int) error {
		reader := readers[i%len(readers)]
		reader.streams[i/len(readers)].sent.Store(int64(pace.Now()))
		return reader.conn.begin(1, s.body)
	})
}

// errAllEnded ends the reading of a connection.
var errAllEnded = errors.New("all streams have ended")

// take records the events that f completes.
func (r *http2Reader) take(f *http2.DataFrame) error {
	s := &r.streams[f.StreamID/2]
	since := pace.Now().Sub(pace.Instant(s.sent.Load()))
	data := f.Data()
	for ok := true; ok; {
		if _, data, ok = s.scanner.Next(data); !ok {
			break
		}
		if s.events < r.clients.events {
			r.late.Record(since - r.clients.due(s.events))
		}
		s.events++
	}
	if !f.StreamEnded() {
		return nil
	}
	if s.events != r.clients.events+1 {
		return fmt.Errorf("a stream ended after %d of %d events", s.events, r.clients.events)
	}
	if r.open--; r.open == 0 {
		return errAllEnded
	}
	return nil
}
