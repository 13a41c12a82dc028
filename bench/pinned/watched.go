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

// watched is a server that is looked after.
type watched struct {
	*process
	aside  string      // URL of its metrics, profiles and settings
	client http.Client // keeps one connection, for when there is no descriptor for another
}

// get is the body of the answer to a GET.
func (w *watched) get(path string) ([]byte, error) {
	res, err := w.client.Get(w.aside + path)
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

// collect has the server collect its garbage; pools are empty only the second time.
func (w *watched) collect() error {
	for range 2 {
		if _, err := w.get("/debug/pprof/heap?gc=1"); err != nil {
			return err
		}
	}
	return nil
}

// watch starts a server that is watched aside, and then takes descriptors from it.
func watch(ctx context.Context, said *transcript, binary string) (*watched, error) {
	p, err := startTo(ctx, said, everywhere, binary, soaked...)
	if err != nil {
		return nil, err
	}
	w := &watched{process: p}
	select {
	case w.aside = <-said.aside:
		err = unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: mostFiles, Max: mostFiles}, nil)
	case <-time.After(patience):
		err = errors.New("the server has not said where its metrics are")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		p.stop()
		return nil, err
	}
	return w, nil
}

// rouse has the server begin what it then keeps for ever, such as its pacer, and
// waits until it is at rest.
func (w *watched) rouse(ctx context.Context) (v vitals, err error) {
	for _, act := range []func(context.Context, *client) error{asking(paced("ttft=1ms,itl=1ms,tokens=2")), overHTTP2} {
		c := client{address: strings.TrimPrefix(w.url, "http://")}
		for range 10 { // against faults
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
	return w.settle(ctx, boundless, boundless)
}

// settle waits until the server has recovered. It gives up when that has got no
// further for as long as clients are patient.
func (w *watched) settle(ctx context.Context, fresh, warm vitals) (v vitals, err error) {
	least, since := math.Inf(1), time.Now()
	for {
		if err := w.collect(); err != nil {
			return v, err
		}
		if v, err = w.vitals(); err != nil {
			return v, err
		}
		excess, kept := v.recovered(fresh, warm)
		switch {
		case kept == nil:
			return v, nil
		case excess < 0.99*least: // memory trembles
			least, since = excess, time.Now()
		case time.Since(since) > patience:
			return v, fmt.Errorf("the server keeps %w", kept)
		}
		if !pause(ctx, 200*time.Millisecond) {
			return v, ctx.Err()
		}
	}
}

// stillAnswers wants as many streams begun as there are places: none may have been
// lost.
func (w *watched) stillAnswers(ctx context.Context) error {
	if err := w.heal(); err != nil {
		return err
	}
	all, err := dialAll(w.url, places, func(conn net.Conn) error {
		_, err := conn.Write(paced("ttft=1ms,itl=1s,tokens=1000"))
		return err
	})
	if err != nil {
		return err
	}
	defer all.close()
	for i, conn := range all {
		res, err := http.ReadResponse(bufio.NewReader(patient{conn.(*net.TCPConn)}), nil)
		if err != nil {
			return fmt.Errorf("after the load %d of %d streams begin: %w", i, places, err)
		}
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("after the load a stream gets status %d", res.StatusCode)
		}
	}
	return nil
}

// heal ends the faults.
func (w *watched) heal() error {
	req, err := http.NewRequest(http.MethodPatch, w.aside+"/_mock/config", strings.NewReader(`{"error-rate": 0, "fault": []}`))
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
