//go:build linux

package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/record"
	"mock-openai/fast/histogram"
)

// TestFloor reads streams of the C loop over real sockets. No event may be early or
// missing. How late events are does not matter here.
func TestFloor(t *testing.T) {
	binary, err := buildFloor(t.Context(), t.TempDir())
	if errors.Is(err, errNoCompiler) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	m := streamPlan{streams: 30, interval: 2 * time.Millisecond, events: 20}
	p, err := startFloor(t.Context(), anyCore, binary, m)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	for range 2 { // the second time on descriptors that were closed before
		got, err := streamClients{p.url, "{}", m.streams, m.interval, m.events, m.due}.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := int64(m.streams * m.events); got.events != want {
			t.Errorf("%d events arrived, want %d", got.events, want)
		}
		if got.late.Quantile(0) == 0 { // what is negative counts as 0
			t.Error("an event was early")
		}
	}
}

// TestReaders_HTTP2 reads the streams of two connections.
func TestReaders_HTTP2(t *testing.T) {
	m := streamPlan{streams: streamsPerConn + 1, interval: 20 * time.Millisecond, events: 10, http2: true}
	p, err := start(t.Context(), anyCore, build(t), m.flags()...)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	got, err := streamClients{p.url, streamStart + `,"stream":true}`, m.streams, m.interval, m.events, m.due}.runHTTP2(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := uint64(m.streams * m.events); got.events != int64(want) || got.late.Count() != want {
		t.Errorf("%d events, %d times, want %d", got.events, got.late.Count(), want)
	}
	if got.late.Quantile(0) == 0 { // what is negative counts as 0
		t.Error("an event was early")
	}
}

// TestFloor_EventLength checks that all servers send about the same number of bytes.
func TestFloor_EventLength(t *testing.T) {
	const events = 100
	flags := streamPlan{interval: time.Millisecond, events: events}.flags()
	p, err := start(t.Context(), anyCore, build(t), append(flags, "--seed", "1")...)
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	answer, err := http.Post(p.url+chat, "application/json", strings.NewReader(streamStart+`,"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	each := (len(all) - len("data: [DONE]\n\n")) / events
	if got := len(sleptEvent); got < each-3 || got > each+3 {
		t.Errorf("an event of the C loop has %d bytes, one of mock-openai %d", got, each)
	}
}

// TestFloor_LostStream hangs up in mid-stream. The cost of the C loop is then not comparable,
// so the loop must fail.
func TestFloor_LostStream(t *testing.T) {
	binary, err := buildFloor(t.Context(), t.TempDir())
	if errors.Is(err, errNoCompiler) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := startFloor(t.Context(), anyCore, binary, streamPlan{interval: time.Millisecond, events: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	defer p.stop()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	conn.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
	conn.Close()
	if err := p.cmd.Wait(); err == nil {
		t.Error("the C loop ended with status 0")
	}
}

// TestPaced_WithoutCompiler checks that the table is kept, without an error.
func TestPaced_WithoutCompiler(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	table := filepath.Join(t.TempDir(), "page.md")
	const before = "<!-- begin paced -->\nold\n<!-- end paced -->\n"
	if err := os.WriteFile(table, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := (&pacedCommand{Into: table}).Run(t.Context()); err != nil {
		t.Error(err)
	}
	if after, _ := os.ReadFile(table); string(after) != before {
		t.Errorf("the table is now %q", after)
	}
}

// readingOf returns a reading of events that were late by these milliseconds.
func readingOf(milliseconds ...int) streamReading {
	var h histogram.Histogram
	for _, n := range milliseconds {
		h.Record(time.Duration(n) * time.Millisecond)
	}
	return newReading(int64(len(milliseconds)), &h)
}

// TestStreamReading adds up what two processes have read.
func TestStreamReading(t *testing.T) {
	var all streamReading
	all.add(readingOf(1, 1, 1, 1, 1))
	all.add(readingOf(20, 20, 20, 20, 60_000))
	f := func(q float64, want time.Duration) {
		t.Helper()
		if got := all.late(q); (got - want).Abs() > want/15 {
			t.Errorf("quantile %g is %v, want %v", q, got, want)
		}
	}
	f(0.5, time.Millisecond)
	f(0.8, 20*time.Millisecond)
	f(1, 10*time.Second) // the last bound
	if all.Events != 10 {
		t.Errorf("%d events, want 10", all.Events)
	}
}

func TestPacedResults_Rows(t *testing.T) {
	server := func(name string, us ...float64) record.Server {
		s := record.Server{Name: name}
		for _, cost := range us {
			s.Rounds = append(s.Rounds, record.Round{Requests: 1000, Seconds: 1, CPU: cost / 1000})
		}
		return s
	}
	quick, slow := readingOf(1), readingOf(1, 20)
	quick.Late = readingOf(0).Late
	r := pacedResults{Series: record.Series{Servers: []record.Server{server(floor, 10, 11), server(mock, 20, 13.2), server(streamWriter, 11, 11)}},
		late: map[string]*streamReading{floor: &quick, mock: &slow, streamWriter: &quick}}
	got := r.rows(1000)
	for _, want := range []string{
		"| 1000 | C loop | 10.00 | 10.50 | 1.00 | **1.00** (1.00–1.00) |  |",
		"| 1000 | mock-openai | 13.20 | 16.60 | 1.32 | **1.60** (1.20–2.00) | 1.30 ✗ |",
		"| 1000 | mock-openai --stream-writer | 11.00 | 11.00 | 1.10 | **1.05** (1.00–1.10) | 1.30 ✓ |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Count(got, "✗") != 2 { // the ratio and p90 of the second
		t.Errorf("a limit is marked wrongly:\n%s", got)
	}
	if !strings.Contains(r.rows(200), "1.80 ✓") {
		t.Error("200 streams have another limit")
	}
}
