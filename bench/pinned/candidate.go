//go:build linux

package main

import (
	"context"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"slices"
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

// yardsticks starts the servers that mock-openai is compared with.
func (c *comparison) yardsticks(ctx context.Context, size int) ([]candidate, error) {
	all, err := startYardsticks(ctx, coreSet{c.ServerCore}, c.dir, size)
	if err != nil {
		return all, err
	}
	for _, name := range slices.Sorted(maps.Keys(c.others)) {
		p, err := startOther(ctx, coreSet{c.ServerCore}, c.others[name])
		if err != nil {
			return all, err
		}
		all = append(all, candidate{name, p})
	}
	return all, nil
}

// startYardsticks starts bare fasthttp and, if it is installed, nginx with its files in dir.
func startYardsticks(ctx context.Context, cores coreSet, dir string, size int) ([]candidate, error) {
	bare, err := startBare(ctx, cores, size)
	if err != nil {
		return nil, err
	}
	all := []candidate{bare}
	if hasNginx() {
		p, err := startNginx(ctx, cores, dir, size)
		if err != nil {
			return all, err
		}
		all = append(all, candidate{nginx, p})
	}
	return all, nil
}

// startOther starts a server that takes its port as --port.
func startOther(ctx context.Context, cores coreSet, binary string) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(address)
	return startAt(address, pinned(ctx, cores, binary, "--port", port))
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
