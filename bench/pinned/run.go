//go:build linux

package main

import (
	"context"
	"errors"
	"slices"
)

// runCommand measures CPU time per request.
type runCommand struct {
	suite
	Connections []int  `default:"64,1,16,256" help:"Numbers of connections."`
	Into        string `placeholder:"FILE" help:"Where to put the table between the markers named pinned."`
}

func (c *runCommand) Validate() error {
	if slices.Contains(c.Connections, 0) {
		return errors.New("connections must be at least 1")
	}
	return c.suite.Validate()
}

func (c *runCommand) Run(ctx context.Context) error {
	r, err := c.compare(ctx, requests, c.Connections)
	if err != nil {
		return err
	}
	return publish(table(r), c.Into, "pinned")
}

// dialectsCommand measures the APIs of other providers.
type dialectsCommand struct {
	suite
	Into string `placeholder:"FILE" help:"Where to put the table between the markers named dialects."`
}

func (c *dialectsCommand) Run(ctx context.Context) error {
	r, err := c.compare(ctx, dialectRequests, []int{barAt})
	if err != nil {
		return err
	}
	return publish(table(r), c.Into, "dialects")
}
