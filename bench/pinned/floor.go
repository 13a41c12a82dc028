//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// floor is the name of the C loop: no server can spend less on a paced stream.
const floor = "C loop"

//go:embed floor/floor.c
var floorSource []byte

// errNoCompiler means that the floor cannot be measured on this machine.
var errNoCompiler = errors.New("no C compiler: neither cc nor gcc is on the PATH")

// buildFloor compiles the C loop in dir and returns the path of its binary.
func buildFloor(ctx context.Context, dir string) (string, error) {
	compiler, err := exec.LookPath("cc")
	if err != nil {
		if compiler, err = exec.LookPath("gcc"); err != nil {
			return "", errNoCompiler
		}
	}
	source, binary := filepath.Join(dir, "floor.c"), filepath.Join(dir, "floor")
	if err := os.WriteFile(source, floorSource, 0o644); err != nil {
		return "", err
	}
	if out, err := exec.CommandContext(ctx, compiler, "-O2", "-o", binary, source).CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot compile the C loop: %w\n%s", err, out)
	}
	return binary, nil
}

// startFloor starts the C loop with events as long as those of mock-openai.
func startFloor(ctx context.Context, cores coreSet, binary string, m streamPlan) (*process, error) {
	return start(ctx, cores, binary, fmt.Sprint(m.events), fmt.Sprint(m.interval.Microseconds()), sleptEvent)
}
