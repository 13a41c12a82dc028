//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// monitoredServer is a server whose metrics and settings are read and changed.
type monitoredServer struct {
	*process
	adminURL string      // URL of its metrics, profiles and settings
	client   http.Client // keeps one connection, in case the server has no descriptor for another
}

// get returns the body of the answer to a GET.
func (w *monitoredServer) get(path string) ([]byte, error) {
	res, err := w.client.Get(w.adminURL + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d", path, res.StatusCode)
	}
	return body, err
}

// collect triggers garbage collection twice: only the second one empties pools.
func (w *monitoredServer) collect() error {
	for range 2 {
		if _, err := w.get("/debug/pprof/heap?gc=1"); err != nil {
			return err
		}
	}
	return nil
}

// watch starts a monitored server and then limits its descriptors.
func watch(ctx context.Context, log *serverLog, binary string) (*monitoredServer, error) {
	p, err := startTo(ctx, log, anyCore, binary, soakFlags...)
	if err != nil {
		return nil, err
	}
	w := &monitoredServer{process: p}
	select {
	case w.adminURL = <-log.adminURL:
		err = unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: maxFiles, Max: maxFiles}, nil)
	case <-time.After(hangTimeout):
		err = errors.New("the server did not log the URL of its metrics")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		p.stop()
		return nil, err
	}
	return w, nil
}

// startLazyParts makes the server start what it creates on first use and keeps, such as its
// pacer, and waits until the server is idle.
func (w *monitoredServer) startLazyParts(ctx context.Context) (v procStats, err error) {
	for _, act := range []func(context.Context, *client) error{sendRequest(paced("ttft=1ms,itl=1ms,tokens=2")), readHTTP2Streams} {
		c := client{address: strings.TrimPrefix(w.url, "http://")}
		for range 10 { // some may end with a fault
			if err = act(ctx, &c); err == nil {
				break
			}
			c.close()
		}
		c.close()
		if err != nil {
			return v, err
		}
	}
	return w.awaitRecovery(ctx, noBaseline, noBaseline)
}

// awaitRecovery waits until the server has recovered. It gives up after hangTimeout
// without progress.
func (w *monitoredServer) awaitRecovery(ctx context.Context, fresh, warm procStats) (v procStats, err error) {
	least, since := math.Inf(1), time.Now()
	for {
		if err := w.collect(); err != nil {
			return v, err
		}
		if v, err = w.procStats(); err != nil {
			return v, err
		}
		excess, kept := v.leftover(fresh, warm)
		switch {
		case kept == nil:
			return v, nil
		case excess < 0.99*least: // small changes of memory are no progress
			least, since = excess, time.Now()
		case time.Since(since) > hangTimeout:
			return v, fmt.Errorf("the server still has %w", kept)
		}
		if !pause(ctx, 200*time.Millisecond) {
			return v, ctx.Err()
		}
	}
}

// stillAnswers checks that maxConcurrency streams can begin: no slot may have been
// lost.
func (w *monitoredServer) stillAnswers() error {
	if err := w.disableFaults(); err != nil {
		return err
	}
	all, err := dialAll(w.url, maxConcurrency, func(conn net.Conn) error {
		_, err := conn.Write(paced("ttft=1ms,itl=1s,tokens=1000"))
		return err
	})
	if err != nil {
		return err
	}
	defer all.close()
	for i, conn := range all {
		res, err := http.ReadResponse(bufio.NewReader(timeoutConn{conn.(*net.TCPConn)}), nil)
		if err != nil {
			return fmt.Errorf("after the load only %d of %d streams begin: %w", i, maxConcurrency, err)
		}
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("after the load a stream gets status %d", res.StatusCode)
		}
	}
	return nil
}

// disableFaults turns all faults off.
func (w *monitoredServer) disableFaults() error {
	req, err := http.NewRequest(http.MethodPatch, w.adminURL+"/_mock/config", strings.NewReader(`{"error-rate": 0, "fault": []}`))
	if err != nil {
		return err
	}
	res, err := w.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server does not change its settings: status %d", res.StatusCode)
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
