package sse_test

import (
	"slices"
	"strings"
	"testing"

	"mock-openai/bench/sse"
)

// scan feeds stream to a Scanner in reads of size bytes.
func scan(stream string, size int) (got []string) {
	var s sse.Scanner
	for read := range slices.Chunk([]byte(stream), size) {
		for {
			e, rest, ok := s.Next(read)
			if !ok {
				break
			}
			got, read = append(got, string(e.Type)+"|"+string(e.Data)), rest
		}
	}
	return got
}

// TestScanner_Next cuts every stream at every size of read.
func TestScanner_Next(t *testing.T) {
	f := func(stream string, want ...string) {
		t.Helper()
		for size := 1; size <= len(stream)+1; size++ {
			if got := scan(stream, size); !slices.Equal(got, want) {
				t.Errorf("reads of %d: %q, want %q of %q", size, got, want, stream)
			}
		}
	}
	f("")
	f("data: 1")
	f("data: 1\n")
	f("data: 1\n\n", "|1")
	f("data:1\r\n\r\ndata: 2\r\n\r\n", "|1", "|2")
	f("data: 1\r\rdata:  2\r\r", "|1", "| 2")
	f("\xef\xbb\xbfdata: 1\n\n", "|1")
	f("data: a\ndata: b\ndata\n\ndata: c\n\n", "|a\nb\n", "|c")
	f("event: ping\ndata: {}\n\ndata: x\n\n", "ping|{}", "|x")
	f("data: x\nevent: late\nid: 7\nretry: 3\n\n", "late|x")
	f(": OPENROUTER PROCESSING\n\n: still there?\n\ndata: 1\n\n", "|1")
	f(": c\ndata: 1\n: d\ndata: 2\n\n", "|1\n2")
	f("event: ping\n\ndata: 1\n\n", "|1")
	f("data\n\n", "|")
	f("data:\n\n\n\n", "|")
	f("database: x\n\nDATA: y\n\n")
	f("data: {\"a\":\"\u2028\"}\n\ndata: [DONE]\n\n", "|{\"a\":\"\u2028\"}", "|[DONE]")
}

func TestScanner_Reset(t *testing.T) {
	var s sse.Scanner
	s.Next([]byte("event: x\ndata: half\nda"))
	s.Reset()
	e, _, ok := s.Next([]byte("data: whole\n\n"))
	if !ok || string(e.Data) != "whole" || len(e.Type) != 0 {
		t.Errorf("%q, %v after Reset", e, ok)
	}
}

func TestScanner_AllocatesNothing(t *testing.T) {
	stream := []byte(strings.Repeat("data: {\"choices\":[]}\n\n", 20) + "data: a\ndata: b\n\n")
	var s sse.Scanner
	n := testing.AllocsPerRun(100, func() {
		for _, read := range [][]byte{stream[:7], stream[7:50], stream[50:]} {
			for ok := true; ok; {
				_, read, ok = s.Next(read)
			}
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzScanner(f *testing.F) {
	f.Add("data: 1\r\n\r\n: c\n\nevent: x\ndata: a\ndata: b\r\r", 3)
	f.Fuzz(func(t *testing.T, stream string, size int) {
		if size < 1 {
			return
		}
		if got, want := scan(stream, size), scan(stream, len(stream)+1); !slices.Equal(got, want) {
			t.Errorf("reads of %d: %q, in one: %q", size, got, want)
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	stream := []byte(strings.Repeat(`data: {"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1700000000,"model":"m",`+
		`"choices":[{"index":0,"delta":{"content":" some text"},"logprobs":null,"finish_reason":null}]}`+"\n\n", 20))
	b.SetBytes(int64(len(stream)))
	b.ReportAllocs()
	var s sse.Scanner
	for b.Loop() {
		for p, ok := stream, true; ok; {
			_, p, ok = s.Next(p)
		}
	}
}
