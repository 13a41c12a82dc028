package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestJournal(t *testing.T) {
	var file bytes.Buffer
	j := New(&file)
	for range maxLast + 5 {
		j.Add(Entry{Method: "POST", Body: []byte("{}")})
	}
	j.Add(Entry{Path: "/x", Body: []byte("\xff\x00"), Status: 400})
	last := j.Last()
	if err := j.Close(); err != nil {
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
	if n := len(j.Last()); n != maxBytes>>20 {
		t.Errorf("%d MiB are kept", n)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestJournal_Fails(t *testing.T) {
	j := New(full{})
	j.Add(Entry{})
	if err := j.Close(); err == nil || j.Dropped() != 1 {
		t.Errorf("%v, %d dropped", err, j.Dropped())
	}
}
