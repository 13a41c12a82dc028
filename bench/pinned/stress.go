//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// stress is what a server bears at a time: a herd, a herd that dies and is
// replaced, and now and then more connections than there are descriptors.
type stress struct {
	server *watched
	self   string // this program

	kills, floods int
}

// run goes on for d. No herd is left when it returns.
func (l *stress) run(ctx context.Context, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var (
		all  sync.WaitGroup
		errs [3]error
	)
	for i, part := range []func(context.Context) error{l.tend, l.slaughter, l.flood} {
		all.Go(func() {
			if errs[i] = part(ctx); errs[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	return errors.Join(errs[:]...)
}

// tend keeps a herd until the end, and has it end by itself.
func (l *stress) tend(ctx context.Context) error {
	herd := pinned(ctx, everywhere, l.self, "herd", "--url", l.server.url)
	herd.Stderr = os.Stderr
	herd.Cancel = func() error { return herd.Process.Signal(syscall.SIGTERM) }
	err := herd.Run()
	if err == nil && ctx.Err() == nil {
		return errors.New("the clients have left")
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the clients end with %w", err)
	}
	return nil
}

// slaughter kills one herd after the other with SIGKILL.
func (l *stress) slaughter(ctx context.Context) error {
	for ctx.Err() == nil {
		herd := pinned(context.WithoutCancel(ctx), everywhere, l.self, "herd", "--url", l.server.url)
		herd.Stderr = os.Stderr
		if err := herd.Start(); err != nil {
			return err
		}
		pause(ctx, time.Second+rand.N(3*time.Second))
		herd.Process.Kill()
		if err := herd.Wait(); err != nil && herd.ProcessState.Exited() {
			return fmt.Errorf("the clients end before they are killed, with %w", err)
		}
		l.kills++
	}
	return nil
}

// flood takes all descriptors again and again, for a moment each.
func (l *stress) flood(ctx context.Context) error {
	for {
		all, err := dialAll(l.server.url, 2*mostFiles, func(net.Conn) error { return nil })
		if err != nil {
			return err
		}
		err = l.exhausted(context.WithoutCancel(ctx))
		all.close()
		if err != nil {
			return err
		}
		l.floods++
		if !pause(ctx, time.Second+rand.N(10*time.Second)) {
			return nil
		}
	}
}

// exhausted waits until the server has no descriptor left, and a little longer.
func (l *stress) exhausted(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for pause(ctx, time.Millisecond) {
		n, err := l.server.files()
		if err != nil {
			return err
		}
		if n >= mostFiles {
			pause(ctx, 200*time.Millisecond)
			return nil
		}
	}
	return fmt.Errorf("the server has not opened all %d files for %d connections", mostFiles, 2*mostFiles)
}
