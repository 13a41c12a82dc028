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

// stress is the load of a soak: clients, clients that are killed and replaced, and
// from time to time more connections than the server has descriptors.
type stress struct {
	server *monitoredServer
	self   string // this program

	kills, floods int
}

// run runs the load for d. No client is left when it returns.
func (l *stress) run(ctx context.Context, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var (
		all  sync.WaitGroup
		errs [3]error
	)
	for i, part := range []func(context.Context) error{l.keepClients, l.killClients, l.exhaustDescriptors} {
		all.Go(func() {
			if errs[i] = part(ctx); errs[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	return errors.Join(errs[:]...)
}

// keepClients runs clients until ctx ends, and lets them end by themselves.
func (l *stress) keepClients(ctx context.Context) error {
	clients := pinned(ctx, anyCore, l.self, "clients", "--url", l.server.url)
	clients.Stderr = os.Stderr
	clients.Cancel = func() error { return clients.Process.Signal(syscall.SIGTERM) }
	err := clients.Run()
	if err == nil && ctx.Err() == nil {
		return errors.New("the clients ended early")
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("the clients failed: %w", err)
	}
	return nil
}

// killClients starts clients and kills them with SIGKILL, again and again.
func (l *stress) killClients(ctx context.Context) error {
	for ctx.Err() == nil {
		clients := pinned(context.WithoutCancel(ctx), anyCore, l.self, "clients", "--url", l.server.url)
		clients.Stderr = os.Stderr
		if err := clients.Start(); err != nil {
			return err
		}
		pause(ctx, time.Second+rand.N(3*time.Second))
		clients.Process.Kill()
		if err := clients.Wait(); err != nil && clients.ProcessState.Exited() {
			return fmt.Errorf("the clients failed before they were killed: %w", err)
		}
		l.kills++
	}
	return nil
}

// exhaustDescriptors takes all descriptors again and again, for a moment each time.
func (l *stress) exhaustDescriptors(ctx context.Context) error {
	for {
		all, err := dialAll(l.server.url, 2*maxFiles, func(net.Conn) error { return nil })
		if err != nil {
			return err
		}
		err = l.awaitExhaustion(context.WithoutCancel(ctx))
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

// awaitExhaustion waits until the server has no descriptor left, and a little longer.
func (l *stress) awaitExhaustion(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, hangTimeout)
	defer cancel()
	for pause(ctx, time.Millisecond) {
		n, err := l.server.files()
		if err != nil {
			return err
		}
		if n >= maxFiles {
			pause(ctx, 200*time.Millisecond)
			return nil
		}
	}
	return fmt.Errorf("the server has not opened all %d files for %d connections", maxFiles, 2*maxFiles)
}
