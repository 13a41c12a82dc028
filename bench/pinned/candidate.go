//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// candidate is a server to measure.
type candidate struct {
	name string
	*process
}

func names(candidates []candidate) (all []string) {
	for _, c := range candidates {
		all = append(all, c.name)
	}
	return all
}

func stopAll(candidates []candidate) {
	for _, c := range candidates {
		c.stop()
	}
}

// yardsticks starts the servers that give constant answers.
func (c *comparison) yardsticks(ctx context.Context, size int) ([]candidate, error) {
	bare, err := startBare(ctx, coreSet{c.ServerCore}, size)
	if err != nil {
		return nil, err
	}
	all := []candidate{bare}
	if !hasNginx() {
		return all, nil
	}
	p, err := startNginx(ctx, coreSet{c.ServerCore}, c.dir, size)
	if err != nil {
		return all, err
	}
	return append(all, candidate{nginx, p}), nil
}

// startBare starts bare fasthttp.
func startBare(ctx context.Context, cores coreSet, size int) (candidate, error) {
	self, err := os.Executable()
	if err != nil {
		return candidate{}, err
	}
	p, err := start(ctx, cores, self, "yardstick", "--bytes", fmt.Sprint(size))
	return candidate{yardstick, p}, err
}

func hasNginx() bool {
	_, err := exec.LookPath("nginx")
	return err == nil
}
