//go:build linux

package main

import (
	"bufio"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// held is how many connections are looked at: so many that what the server
// itself takes and frees at the time is small beside them.
const held = 2000

// build builds the server and returns its file.
func build(t *testing.T) string { return buildOf(t, "mock-openai") }

func buildOf(t *testing.T, name string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), filepath.Base(name))
	if out, err := exec.Command("go", "build", "-o", binary, name).CombinedOutput(); err != nil {
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

// TestMemory_IdleConnection holds idle connections until they are small. How
// long the server takes to put them aside is up to the machine: the test gives up
// only when nothing has been freed for a minute.
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
	least, since := resident(t, p), time.Now()
	for {
		now := resident(t, p)
		if kB := each(before, now, held); kB <= idleLimit {
			t.Logf("%.2f kB each", kB)
			return
		}
		if now < least {
			least, since = now, time.Now()
		}
		if time.Since(since) > time.Minute {
			t.Fatalf("an idle connection takes %.2f kB, more than %d", each(before, least, held), idleLimit)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestMemory_PacedStream holds streams that have begun and will not end.
func TestMemory_PacedStream(t *testing.T) {
	p, before := serveBuilt(t, slowly...)
	all, err := dialAll(p.url, held, func(conn net.Conn) error {
		_, err := conn.Write(posted(chatStart + `,"stream":true}`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()
	for _, conn := range all {
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := answer.Body.Read(make([]byte, 1)); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("status %d, %v", answer.StatusCode, err)
		}
	}
	most := int64(0)
	for range 20 {
		most = max(most, resident(t, p))
		time.Sleep(100 * time.Millisecond)
	}
	if kB := each(before, most, held); kB > streamLimit {
		t.Errorf("a paced stream takes %.2f kB, more than %d", kB, streamLimit)
	} else {
		t.Logf("%.2f kB each", kB)
	}
}

func resident(t *testing.T, p *process) int64 {
	t.Helper()
	n, err := p.rss()
	if err != nil {
		t.Fatal(err)
	}
	return n
}
