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

// streamClients reads streams whose events are due at known times. It shares the
// machine with the server, so it must be cheap: one thread reads all streams, without
// the runtime's poller. A goroutine per stream costs three times the processor time.
type streamClients struct {
	url     string
	body    string
	streams int
	spread  time.Duration             // the streams begin within it, at random
	events  int                       // per stream, without [DONE]
	due     func(k int) time.Duration // when event k, from 0, is due after the request was sent
}

// streamResults is what arrived.
type streamResults struct {
	events     int64
	late       histogram.Histogram // time from when an event was due to its arrival, by the client's clock
	drifts     []time.Duration     // per stream, how much later its last event was than its first; ascending
	threadLate histogram.Histogram // how much longer than asked the client's thread slept: noise of the machine
}

// run opens all connections, starts the streams, and returns when the last has ended.
// A broken stream is an error.
func (s streamClients) run(ctx context.Context) (*streamResults, error) {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll_create1: %w", err)
	}
	defer unix.Close(poll)
	clients := make([]*streamClient, s.streams)
	defer func() {
		for _, c := range clients {
			c.close()
		}
	}()
	for i := range clients {
		if clients[i], err = s.dial(poll, int32(i)); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	requested := make(chan struct{})
	go func() {
		defer close(requested)
		if err := s.sendRequests(ctx, clients); err != nil {
			cancel(err)
		}
	}()
	r := new(streamResults)
	err = s.readStreams(ctx, poll, clients, r)
	cancel(err)
	<-requested
	if err != nil {
		return nil, errors.Join(err, context.Cause(ctx))
	}
	for _, c := range clients {
		r.events += int64(c.events - 1) // without [DONE]
		r.drifts = append(r.drifts, c.last-c.first)
	}
	slices.Sort(r.drifts)
	return r, nil
}

// dial opens a connection and registers it with poll under index.
func (s streamClients) dial(poll int, index int32) (*streamClient, error) {
	server, err := netip.ParseAddrPort(strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	c := &streamClient{fd: fd}
	if err := unix.Connect(fd, &unix.SockaddrInet4{Port: int(server.Port()), Addr: server.Addr().As4()}); err != nil {
		c.close()
		return nil, fmt.Errorf("connect: %w", err)
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: index}
	if err := unix.EpollCtl(poll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		c.close()
		return nil, fmt.Errorf("epoll_ctl: %w", err)
	}
	return c, nil
}

// sendRequests starts the streams, each on its own connection.
func (s streamClients) sendRequests(ctx context.Context, clients []*streamClient) error {
	request := chatRequest(s.body)
	return s.atRandomTimes(ctx, func(i int) error {
		clients[i].sent.Store(int64(pace.Now()))
		if _, err := unix.Write(clients[i].fd, request); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		return nil
	})
}

// atRandomTimes calls begin for each stream in turn, at random times. Evenly spread, many
// streams would have their events due at the same time.
func (s streamClients) atRandomTimes(ctx context.Context, begin func(i int) error) error {
	pacer, err := pace.New()
	if err != nil {
		return err
	}
	defer pacer.Close()
	defer context.AfterFunc(ctx, func() { pacer.Close() })()
	times := make([]pace.Instant, s.streams)
	for i := range times {
		times[i] = pace.Now().Add(rand.N(s.spread))
	}
	slices.Sort(times)
	waiter := pacer.Acquire()
	for i, at := range times {
		if err := waiter.Wait(at); err != nil {
			return errors.Join(err, context.Cause(ctx))
		}
		if err := begin(i); err != nil {
			return err
		}
	}
	return nil
}

// readPause is the pause between reads, in which events collect. Each write that
// finds the reader asleep wakes it, at the server's cost.
const readPause = 100 * time.Microsecond

// readStreams reads until all streams have ended.
func (s streamClients) readStreams(ctx context.Context, poll int, clients []*streamClient, r *streamResults) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread() // if the thread ended, the servers it started would be killed with it
	if err := unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("prctl: %w", err)
	}
	defer unix.Prctl(unix.PR_SET_TIMERSLACK, 0, 0, 0, 0) // back to the default
	pause := unix.NsecToTimespec(readPause.Nanoseconds())
	var ready [1024]unix.EpollEvent
	buf := make([]byte, 4<<10)
	for open := len(clients); open > 0; {
		asleep := pace.Now()
		unix.Nanosleep(&pause, nil)
		r.threadLate.Record(pace.Now().Sub(asleep) - readPause)
		n, err := unix.EpollWait(poll, ready[:], 100) // 100 ms, so that ctx is checked
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && err != unix.EINTR {
			return fmt.Errorf("epoll_wait: %w", err)
		}
		for _, event := range ready[:max(n, 0)] {
			c := clients[event.Fd]
			if err := c.read(&s, buf, &r.late); err != nil {
				return err
			}
			if c.ended(&s) {
				open--
				unix.EpollCtl(poll, unix.EPOLL_CTL_DEL, c.fd, nil)
			}
		}
	}
	return nil
}
