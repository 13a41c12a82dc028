//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// herdCommand is clients of all habits. Faults break their answers, so all that
// they ask of the server is that it does something.
type herdCommand struct {
	URL string `required:"" name:"url" help:"The server."`
}

// Run goes on until ctx ends or the server hangs.
func (c *herdCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		all   sync.WaitGroup
		once  sync.Once
		hangs error
	)
	for _, h := range habits {
		for range h.clients {
			all.Go(func() {
				if err := h.repeat(ctx, strings.TrimPrefix(c.URL, "http://")); err != nil {
					once.Do(func() { hangs = err })
					cancel()
				}
			})
		}
	}
	all.Wait()
	return hangs
}

// repeat acts until ctx ends. Only silence is an error.
func (h habit) repeat(ctx context.Context, address string) error {
	c := &client{address: address}
	defer c.close()
	for ctx.Err() == nil {
		err := h.act(ctx, c)
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return fmt.Errorf("the server hangs: a client of the habit %q has waited for %v: %w", h.name, patience, err)
		default:
			c.close()
		}
	}
	return nil
}
