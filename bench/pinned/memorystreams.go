//go:build linux

package main

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/net/http2"

	"mock-openai/bench/load"
)

// beginHTTP1 reads streams on a connection each until ctx ends.
func (c *memoryCommand) beginHTTP1(ctx context.Context, url string) error {
	r, err := load.Load{URL: url + chat, Body: []byte(chatStart + `,"stream":true}`),
		Connections: c.Connections, Duration: c.Settle}.Run(ctx)
	switch {
	case err != nil:
		return err
	case r.Errors > 0:
		return fmt.Errorf("%d of the streams broke: %w", r.Errors, r.Err)
	}
	return c.allBegan(r.First.Count(), r.Requests)
}

// beginHTTP2 reads streams that share connections until ctx ends.
func (c *memoryCommand) beginHTTP2(ctx context.Context, url string) error {
	var began atomic.Int64
	broken := make(chan error, 1) // receives the first error
	for left := c.Connections; left > 0; left -= streamsPerConn {
		s, err := dialHTTP2(url)
		if err != nil {
			return err
		}
		defer s.conn.Close()
		if err := s.begin(min(left, streamsPerConn), chatStart+`,"stream":true}`); err != nil {
			return err
		}
		go func() {
			select {
			case broken <- s.read(countBegun(&began)):
			default:
			}
		}()
	}
	select {
	case err := <-broken:
		return err
	case <-ctx.Done():
		return c.allBegan(began.Load(), 0)
	}
}

// countBegun counts the streams that have data. None may end.
func countBegun(began *atomic.Int64) func(*http2.DataFrame) error {
	seen := map[uint32]bool{}
	return func(f *http2.DataFrame) error {
		if !seen[f.StreamID] {
			seen[f.StreamID] = true
			began.Add(1)
		}
		if f.StreamEnded() {
			return fmt.Errorf("stream %d has ended", f.StreamID)
		}
		return nil
	}
}

func (c *memoryCommand) allBegan(began, ended int64) error {
	if began != int64(c.Connections) || ended > 0 {
		return fmt.Errorf("of %d streams %d began and %d ended", c.Connections, began, ended)
	}
	return nil
}
