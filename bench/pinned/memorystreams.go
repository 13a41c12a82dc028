//go:build linux

package main

import (
	"context"
	"fmt"
	"sync/atomic"

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
	broken := make(chan error, 1) // has the first error
	for left := c.Connections; left > 0; left -= streamsPerConn {
		s, err := openHTTP2Streams(url, min(left, streamsPerConn))
		if err != nil {
			return err
		}
		defer s.conn.Close()
		go func() {
			select {
			case broken <- s.read(func() { began.Add(1) }):
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

func (c *memoryCommand) allBegan(began, ended int64) error {
	if began != int64(c.Connections) || ended > 0 {
		return fmt.Errorf("of %d streams %d began and %d ended", c.Connections, began, ended)
	}
	return nil
}
