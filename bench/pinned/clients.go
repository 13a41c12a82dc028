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

// clientsCommand runs clients of all behaviors. Faults break their answers, so any
// reaction of the server is accepted, except silence.
type clientsCommand struct {
	URL string `required:"" name:"url" help:"The server."`
}

// Run runs until ctx ends or the server hangs.
func (c *clientsCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		all   sync.WaitGroup
		once  sync.Once
		hangs error
	)
	for _, h := range clientBehaviors {
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

// repeat runs the behavior until ctx ends. Only a server that hangs is an error.
func (h clientBehavior) repeat(ctx context.Context, address string) error {
	c := &client{address: address}
	defer c.close()
	for ctx.Err() == nil {
		err := h.run(ctx, c)
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return fmt.Errorf("the server hangs: a client (%s) has waited for %v: %w", h.name, hangTimeout, err)
		default:
			c.close()
		}
	}
	return nil
}
