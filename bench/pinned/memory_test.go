//go:build linux

package main

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// held is the number of connections. It is so large that the server's own memory
// changes are small beside them.
const held = 2000

// buildDir is where the server is built, once for all tests.
var buildDir, buildDirErr = os.MkdirTemp("", "pinned")

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(buildDir)
	os.Exit(code)
}

// build builds the server, unless an earlier test has, and returns its path.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(buildDir, "mock-openai")
	if _, err := os.Stat(binary); err != nil {
		if err := os.Rename(buildOf(t, "mock-openai"), binary); err != nil {
			t.Fatal(errors.Join(buildDirErr, err))
		}
	}
	return binary
}

func buildOf(t *testing.T, name string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), filepath.Base(name))
	// Unlike go build, go run keeps what it has linked for the next test.
	if out, err := exec.Command("go", "run", "-exec", "cp", name, binary).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// serveBuilt builds the server and starts it, warmed up.
func serveBuilt(t *testing.T, flags ...string) (p *process, before int64) {
	t.Helper()
	c := memoryCommand{Binary: build(t)}
	p, before, err := c.serve(t.Context(), flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	return p, before
}

// TestMemory_IdleConnection holds idle connections until they are small. How long the
// server takes to park them depends on the machine, so the test gives up only when
// nothing has been freed for a minute.
func TestMemory_IdleConnection(t *testing.T) {
	p, before := serveBuilt(t)
	reader := bufio.NewReader(nil)
	all, err := dialAll(p.url, held, func(conn net.Conn) error {
		reader.Reset(conn)
		return ask(conn, reader)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()
	wantReleased(t, p, before, idleLimit)
}

// wantReleased waits until the held connections take at most limit kB each.
func wantReleased(t *testing.T, p *process, before int64, limit float64) {
	t.Helper()
	least, since := resident(t, p), time.Now()
	for {
		now := resident(t, p)
		if kB := kBEach(before, now, held); kB <= limit {
			t.Logf("%.2f kB each", kB)
			return
		}
		if now < least {
			least, since = now, time.Now()
		}
		if time.Since(since) > time.Minute {
			t.Fatalf("a connection takes %.2f kB, more than %g", kBEach(before, least, held), limit)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestMemory_PacedStream holds streams that have begun and do not end, until the server has
// released what they took to begin.
func TestMemory_PacedStream(t *testing.T) {
	p, before := serveBuilt(t, slowStreamFlags...)
	defer holdStreams(t, p).close()
	most := int64(0)
	for range 20 {
		most = max(most, resident(t, p))
		time.Sleep(100 * time.Millisecond)
	}
	if kB := kBEach(before, most, held); kB > beginLimit {
		t.Errorf("a paced stream takes %.2f kB at first, more than %d", kB, beginLimit)
	} else {
		t.Logf("%.2f kB each at first", kB)
	}
	wantReleased(t, p, before, streamLimit)
}

// TestMemory_HTTP2 does the same over HTTP/2.
func TestMemory_HTTP2(t *testing.T) {
	p, before := serveBuilt(t, append(slowStreamFlags, "--h2c")...)
	var began atomic.Int64
	for range held / streamsPerConn {
		s, err := dialHTTP2(p.url)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.begin(streamsPerConn, chatStart+`,"stream":true}`); err != nil {
			t.Fatal(err)
		}
		var reader sync.WaitGroup
		reader.Go(func() { s.read(countBegun(&began)) })
		defer reader.Wait()
		defer s.conn.Close()
	}
	for began.Load() < held {
		time.Sleep(time.Millisecond)
	}
	wantReleased(t, p, before, http2Limit)
}

// TestMemory_StreamWriter does the same with SetBodyStreamWriter.
func TestMemory_StreamWriter(t *testing.T) {
	p, before := serveBuilt(t, append(slowStreamFlags, "--stream-writer")...)
	defer holdStreams(t, p).close()
	wantReleased(t, p, before, writerLimit)
}

// holdStreams begins streams and reads no further than their first byte.
func holdStreams(t *testing.T, p *process) connections {
	t.Helper()
	all, err := dialAll(p.url, held, func(conn net.Conn) error {
		_, err := conn.Write(chatRequest(chatStart + `,"stream":true}`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range all {
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answer.Body.Read(make([]byte, 1)); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("status %d, %v", answer.StatusCode, err)
		}
	}
	return all
}

func resident(t *testing.T, p *process) int64 {
	t.Helper()
	n, err := p.rss()
	if err != nil {
		t.Fatal(err)
	}
	return n
}
