//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// candidate is a server that takes part.
type candidate struct {
	name string
	*process
}

func stopAll(candidates []candidate) {
	for _, c := range candidates {
		c.stop()
	}
}

// yardsticks starts the servers of constant answers.
func (c *runCommand) yardsticks(ctx context.Context, size int) ([]candidate, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	bare, err := start(ctx, c.ServerCore, self, "yardstick", "--bytes", fmt.Sprint(size))
	if err != nil {
		return nil, err
	}
	all := []candidate{{yardstick, bare}}
	if !hasNginx() {
		return all, nil
	}
	p, err := startNginx(ctx, c.ServerCore, c.dir, size)
	if err != nil {
		return all, err
	}
	return append(all, candidate{nginx, p}), nil
}

func hasNginx() bool {
	_, err := exec.LookPath("nginx")
	return err == nil
}
