package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestJournal(t *testing.T) {
	var file bytes.Buffer
	j := New(&file)
	for range maxLast + 5 {
		j.Add(Entry{Method: "POST", Body: []byte("{}")})
	}
	j.Add(Entry{Path: "/x", Body: []byte("\xff\x00"), Status: 400})
	last := j.Last()
	if err := j.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	j.Add(Entry{})
	if len(last) != maxLast || last[maxLast-1].Path != "/x" || len(j.Last()) != maxLast {
		t.Errorf("%d entries are kept", len(last))
	}
	lines := strings.Split(strings.TrimSpace(file.String()), "\n")
	if len(lines)+int(j.Dropped()) != maxLast+6 {
		t.Errorf("%d lines, %d dropped", len(lines), j.Dropped())
	}
	var e struct {
		Path, Body string
		Base64     []byte `json:"body_base64"`
		Status     int
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &e); err != nil || e.Path != "/x" || e.Body != "" || string(e.Base64) != "\xff\x00" || e.Status != 400 {
		t.Errorf("%v: %+v", err, e)
	}
	if err := json.Unmarshal([]byte(lines[0]), &e); err != nil || e.Body != "{}" {
		t.Errorf("%v: %s", err, lines[0])
	}
	j.Clear()
	if len(j.Last()) != 0 {
		t.Error("entries are left")
	}
}

func TestJournal_Bytes(t *testing.T) {
	j := New(nil)
	for range 40 {
		j.Add(Entry{Body: make([]byte, 1<<20)})
	}
	if n := len(j.Last()); n != maxBytes>>20-1 { // and a little for each
		t.Errorf("%d MiB are kept", n)
	}
}

// TestJournal_GoesOn records again after failed writes.
func TestJournal_GoesOn(t *testing.T) {
	file := &flaky{}
	j := New(file)
	for range 10 {
		j.Add(Entry{Path: "/x"})
	}
	err := j.Close(context.Background())
	if err == nil || j.Dropped() != 5 || file.lines != 5 {
		t.Errorf("%v, %d dropped, %d written", err, j.Dropped(), file.lines)
	}
}

// flaky fails every second write.
type flaky struct{ writes, lines int }

func (f *flaky) Write(p []byte) (int, error) {
	if f.writes++; f.writes%2 == 1 {
		return 0, errors.New("no space left")
	}
	f.lines += bytes.Count(p, []byte("\n"))
	return len(p), nil
}

// TestJournal_Stuck checks that the queue for a stuck file, and the time of Close,
// are limited.
func TestJournal_Stuck(t *testing.T) {
	file := stuck{make(chan struct{})}
	j := New(file)
	const made = 1000
	body := make([]byte, 64<<10)
	for range made {
		j.Add(Entry{Body: body})
	}
	if n := j.Dropped(); n < made-backlogBytes/uint64(len(body)) || n == made {
		t.Errorf("%d of %d dropped", n, made)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if j.Close(ended); j.Dropped() != made {
		t.Errorf("%d of %d dropped", j.Dropped(), made)
	}
	close(file.end)
	if j.Close(context.Background()); j.Dropped() != made {
		t.Errorf("%d of %d dropped", j.Dropped(), made)
	}
}

// stuck blocks every write until its end.
type stuck struct{ end chan struct{} }

func (s stuck) Write(p []byte) (int, error) { <-s.end; return len(p), nil }

// TestJournal_Memory limits the memory of all that a client decides: an entry with a long name
// of its model, or long headers, counts as one with a long body does.
func TestJournal_Memory(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	for _, e := range []Entry{{Model: long}, {Path: long}, {Headers: map[string]string{"A": long}}, {Body: []byte(long)}} {
		j := New(nil)
		for range 40 {
			j.Add(e)
		}
		if n := len(j.Last()); n != maxBytes>>20-1 {
			t.Errorf("%d MiB are kept", n)
		}
	}
}
