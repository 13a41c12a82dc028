//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/fast/histogram"
	"mock-openai/fast/pace"
)

// audience listens to streams whose events have their times. It shares the
// machine with the server, so it is to be cheap: one thread reads for all of
// them, and no runtime's poller hears of what arrives. A goroutine for each costs
// three times the processor time.
type audience struct {
	url     string
	body    string
	streams int
	spread  time.Duration             // over which they begin, at random
	events  int                       // of each, [DONE] aside
	due     func(k int) time.Duration // of event k, from 0, since the request was sent
}

// heard is what arrived.
type heard struct {
	events    int64
	late      histogram.Histogram // after the event was due, as the client's clock has it
	drifts    []time.Duration     // how much later the last event of a stream was than its first, ascending
	overslept histogram.Histogram // how much longer than asked the client's thread slept: what the machine does to anyone
}

// listen opens all connections, then has the streams begin, and returns when the
// last has ended. A stream that breaks is an error.
func (a audience) listen(ctx context.Context) (*heard, error) {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	defer unix.Close(poll)
	ears := make([]*ear, a.streams)
	defer func() {
		for _, e := range ears {
			e.close()
		}
	}()
	for i := range ears {
		if ears[i], err = a.dial(poll, int32(i)); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		if err := a.ask(ctx, ears); err != nil {
			cancel(err)
		}
	}()
	h := new(heard)
	err = a.hear(ctx, poll, ears, h)
	cancel(err)
	<-asked
	if err != nil {
		return nil, errors.Join(err, context.Cause(ctx))
	}
	for _, e := range ears {
		h.events += int64(e.events - 1) // [DONE] aside
		h.drifts = append(h.drifts, e.last-e.first)
	}
	slices.Sort(h.drifts)
	return h, nil
}

// dial opens a connection that poll tells of by its index.
func (a audience) dial(poll int, index int32) (*ear, error) {
	server, err := netip.ParseAddrPort(strings.TrimPrefix(a.url, "http://"))
	if err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	e := &ear{fd: fd}
	if err := unix.Connect(fd, &unix.SockaddrInet4{Port: int(server.Port()), Addr: server.Addr().As4()}); err != nil {
		e.close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: index}
	if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		e.close()
		return nil, fmt.Errorf("epoll_ctl: %w", err)
	}
	return e, nil
}

// ask has the streams begin, each at a time of its own: evenly spread, many would
// have the same beat.
func (a audience) ask(ctx context.Context, ears []*ear) error {
	pacer, err := pace.New()
	if err != nil {
		return err
	}
	defer pacer.Close()
	defer context.AfterFunc(ctx, func() { pacer.Close() })()
	times := make([]pace.Instant, len(ears))
	for i := range times {
		times[i] = pace.Now().Add(rand.N(a.spread))
	}
	slices.Sort(times)
	request, waiter := posted(a.body), pacer.Acquire()
	for i, e := range ears {
		if err := waiter.Wait(times[i]); err != nil {
			return err
		}
		e.sent.Store(int64(pace.Now()))
		if _, err := unix.Write(e.fd, request); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}

// gathering is how long events gather before they are read: the write of each that
// finds the reader asleep has to wake it, at the server's cost.
const gathering = 100 * time.Microsecond

// hear reads until all streams have ended.
func (a audience) hear(ctx context.Context, poll int, ears []*ear, h *heard) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread() // a thread that ended would take along the servers it started
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl: %w", err)
	}
	defer unix.Prctl(unix.PR_SET_TIMERSLACK, 0, 0, 0, 0) // as it was
	pause := unix.NsecToTimespec(gathering.Nanoseconds())
	var ready [1024]unix.EpollEvent
	room := make([]byte, 4<<10)
	for open := len(ears); open > 0; {
		asleep := pace.Now()
		unix.Nanosleep(&pause, nil)
		h.overslept.Record(pace.Now().Sub(asleep) - gathering)
		n, err := unix.EpollWait(poll, ready[:], 100) // ms, to look at ctx
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && err != unix.EINTR {
			return fmt.Errorf("epoll_wait: %w", err)
		}
		for _, event := range ready[:max(n, 0)] {
			e := ears[event.Fd]
			if err := e.read(&a, room, &h.late); err != nil {
				return err
			}
			if e.ended(&a) {
				open--
				unix.EpollCtl(poll, unix.EPOLL_CTL_DEL, e.fd, nil)
			}
		}
	}
	return nil
}
