package recording

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

// sample is an exchange whose body has events, or bytes that are no text.
func sample(body string) *Exchange {
	x := &Exchange{
		Began: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), Upstream: "https://api.example.com",
		Request: Request{Method: "POST", Path: "/v1/chat/completions?x=1", Headers: map[string]string{"Accept": "*/*"}, Body: []byte(`{"a":"<\u0000é"}`)},
		Answer:  Answer{Status: 200, Headers: map[string]string{"Content-Type": "text/event-stream"}, Begin: ms, Body: []byte(body), End: 20 * ms},
	}
	if len(body) > 0 {
		x.Answer.Pieces = []Piece{{2*ms + 345*time.Microsecond, 1}, {9 * ms, len(body)}}
	}
	return x
}

func encoded(t testing.TB, x *Exchange) string {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, x); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRead(t *testing.T) {
	var file strings.Builder
	var want []*Exchange
	for i, body := range []string{"data: {\"x\":\"<\u2028&\"}\n\n", "\x00\x01\xff", "\xc3", "é\r\n\t", "\"", ""} {
		if body == "\xc3" || body == "\"" {
			body += body
		}
		x := sample(body)
		file.WriteString(encoded(t, x))
		x.Line = i + 1
		if body == "" {
			x.Answer.Pieces, x.Answer.Body = []Piece{}, nil
		}
		want = append(want, x)
	}
	got, err := Read(strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("got  %+v\nwant %+v", got[i], want[i])
		}
	}
	if _, err := Read(strings.NewReader("\n" + strings.TrimSpace(file.String()))); err != nil {
		t.Errorf("without the last newline: %v", err)
	}
}

// TestRead_Damaged damages the second line of a file in every way, and wants the line named.
func TestRead_Damaged(t *testing.T) {
	good := encoded(t, sample("data: x\n\n"))
	f := func(old, replacement, want string) {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in %s", old, good)
		}
		_, err := Read(strings.NewReader(good + strings.Replace(good, old, replacement, 1) + good))
		if err == nil || !strings.HasPrefix(err.Error(), "line 2: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s for %s: %v, want %s", replacement, old, err, want)
		}
	}
	f(good, `[]`+"\n", "bad JSON")
	f(good, `x`+"\n", "bad JSON")
	f(good, good[:len(good)-1]+"{}\n", "something follows")
	f(good, good[:len(good)/2]+"\n", "the JSON ends early")
	f(`"status"`, `"statsu"`, `unknown field "statsu"`)
	f(`"data: `, "\"\xff", "not UTF-8")
	f(`"v":1`, `"v":2`, `"v" is 2, want 1`)
	f(`{"v":1,`, `{"v":2,"new":3,`, `"v" is 2, want 1`)
	f(`"v":1,`, ``, `"v" is 0, want 1`)
	f(`"method":"POST"`, `"method":"P ST"`, "the method is")
	f(`"path":"/v1`, `"path":"v1`, "the path is")
	f(`"path":"/v1`, `"path":"/v1 `, "the path is")
	f(`"Accept":`, `"Acc ept":`, "is no header")
	f(`"text/event-stream"`, `"text/\r\nX: y"`, "is no header")
	f(`"body_sha256":"`, `"body_sha256":"0`, "body_sha256 does not match the body")
	f(`{\"a\":`, `{\"b\":`, "body_sha256 does not match the body")
	f(`"status":200`, `"status":20`, "the status is 20")
	f(`"headers_ms":1`, `"headers_ms":-1`, "headers_ms is -1")
	f(`"headers_ms":1`, `"headers_ms":3`, "piece 1 came after 2.345 ms, and before it 3")
	f(`[2.345,1]`, `[9.5,1]`, "the time goes backwards: piece 2 came after 9 ms, and before it 9.5")
	f(`[2.345,1]`, `[1e99,1]`, "piece 1 came after 1e+99 ms")
	f(`[2.345,1]`, `[2.345,2]`, "piece 2 has 8 bytes, but 7 of the body are left")
	f(`[2.345,1]`, `[2.345,0]`, "piece 1 has 0 bytes")
	f(`[2.345,1]`, `[2.345,0.5]`, "piece 1 has 0.5 bytes")
	f(`[2.345,1]`, `[2.345,1e300]`, "piece 1 has 1e+300 bytes")
	f(`[2.345,1]`, `[2.345]`, "piece 1 has 1 numbers")
	f(`[2.345,1],`, ``, "the pieces have 8 bytes, but the body has 9")
	f(`data: x`, `data: xy`, "the pieces have 9 bytes, but the body has 10")
	f(`"body":"data: x\n\n"`, `"body_base64":"ZGF0YQ="`, "body_base64: illegal base64")
	f(`"body":"data: x\n\n"`, `"body":"data: x\n\n","body_base64":"YQ=="`, "both body and body_base64")
	f(`"end_ms":20`, `"end_ms":8.9`, "end_ms is 8.9, and before it 9")
	f(`,"end_ms":20`, ``, "there is no end_ms")
	f(`"end_ms":20`, `"end_ms":20,"cut":"x"`, `cut is "x"`)
	for _, text := range []string{"", "\n \n"} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// TestCreate_Repairs appends to a file whose last line is not whole, or has no newline.
func TestCreate_Repairs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.jsonl")
	line := encoded(t, sample("x\n"))
	f := func(before string, lines int, wantRepaired bool) {
		t.Helper()
		if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		w, repaired, err := Create(path)
		if err != nil || repaired != wantRepaired {
			t.Fatalf("repaired %v, %v", repaired, err)
		}
		defer w.Close()
		if err := w.Append(sample("y\n")); err != nil {
			t.Fatal(err)
		}
		if all, err := Open(path); err != nil || len(all) != lines {
			t.Errorf("%d lines, %v", len(all), err)
		}
	}
	f("", 1, false)
	f(line, 2, false)
	f(strings.TrimSpace(line), 2, false)
	f(line+line[:40], 2, true)
	f(line[:40], 1, true)
	f(line+strings.Repeat("x", 100_000), 2, true)
}

func TestWithoutSecrets(t *testing.T) {
	f := func(uri, want string) {
		t.Helper()
		if got := WithoutSecrets(uri); got != want {
			t.Errorf("%s is %s, want %s", uri, got, want)
		}
	}
	f("/v1/models", "/v1/models")
	f("/v1beta/models/m:generateContent?key=sk-1", "/v1beta/models/m:generateContent")
	f("/a?alt=sse&api%5Fkey=sk-1&b", "/a?alt=sse&b")
	f("/a?X-Amz-Date=1&X-Amz-Signature=2&c=3", "/a?c=3")
}

func TestPieces(t *testing.T) {
	f := func(contentType string, reads ...string) {
		t.Helper()
		r := &answerRecorder{proxy: &Proxy{maxAnswer: MaxAnswer}, x: new(Exchange), watch: new(stopwatch), split: splitterOf(contentType)}
		r.watch.start()
		want := strings.Split(strings.ReplaceAll(strings.Join(reads, "|"), "||", "|"), "|")
		for _, read := range reads {
			r.keep([]byte(strings.ReplaceAll(read, "|", "")))
		}
		var got []string
		from := 0
		for _, p := range r.x.Answer.Pieces {
			got = append(got, string(r.x.Answer.Body[from:p.To]))
			from = p.To
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", contentType, got, want)
		}
	}
	f("text/event-stream; charset=utf-8", "data: a\n\n|data: b\n\n|da", "ta: c\n", "\n|data: d\r\n\r\n|: x\n\n", "data: e")
	f("application/x-ndjson", "{}\n|{}\n|{", "}\n")
	f("application/json", "{\n\n", "}\n")
	f("application/vnd.amazon.eventstream", "\x00\x00\x00\x05x|\x00\x00", "\x00\x06ab|\x00\x00\x00\x00|\x00\x00\x00\x04")
}

func FuzzRead(f *testing.F) {
	f.Add(encoded(f, sample("data: x\n\n")))
	f.Add(encoded(f, sample("\x00\xff")) + "\n" + encoded(f, sample("")))
	f.Add(`{"v":1,"request":{"method":"GET","path":"/"},"response":{"status":200,"pieces":[[1,1]],"body":"a"},"end_ms":1e3}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := Read(strings.NewReader(text))
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("an error of several lines: %q", err)
			}
			return
		}
		var again strings.Builder
		for _, x := range all {
			to, last := 0, x.Answer.Begin
			for _, p := range x.Answer.Pieces {
				if p.To <= to || p.At < last {
					t.Fatalf("pieces %v", x.Answer.Pieces)
				}
				to, last = p.To, p.At
			}
			if to != len(x.Answer.Body) || x.Answer.End < last {
				t.Fatalf("%+v", x.Answer)
			}
			again.WriteString(encoded(t, x))
		}
		if _, err := Read(strings.NewReader(again.String())); err != nil {
			t.Fatalf("%v in %s", err, again.String())
		}
	})
}
