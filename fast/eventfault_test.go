package fast_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// eventsOf asks for a stream with a fault and returns its events without [DONE],
// and whether that came.
func eventsOf(t testing.TB, url, path string) (all []string, done bool) {
	t.Helper()
	status, stream := post(t, url+path, `{"stream":true}`)
	if status != http.StatusOK || !bytes.HasSuffix(stream, []byte("\n\n")) {
		t.Fatalf("%s: status %d, %q", path, status, stream)
	}
	for event := range strings.SplitSeq(strings.TrimSuffix(string(stream), "\n\n"), "\n\n") {
		if event == "data: [DONE]" {
			done = true
		} else if !strings.HasPrefix(event, ":") {
			all = append(all, event[strings.Index(event, "data: ")+len("data: "):])
		}
	}
	return all, done
}

// invalid returns how many events are not JSON.
func invalid(all []string) (n int) {
	for _, event := range all {
		if !json.Valid([]byte(event)) {
			n++
		}
	}
	return n
}

// hasDone reports whether a stream of path without a fault ends with [DONE].
func hasDone(path string) bool { return path != "/v1/responses" && path != messagesPath }

// eachStream runs f for every endpoint that streams, paced and not.
func eachStream(t *testing.T, spec string, f func(path string, all []string, done bool)) {
	t.Helper()
	for _, delay := range paces {
		_, url := troubled(t, spec, delay)
		for _, path := range streamPaths {
			all, done := eventsOf(t, url, path)
			f(path, all, done)
		}
	}
}

func TestFault_NoDone(t *testing.T) {
	eachStream(t, "no-done", func(path string, all []string, done bool) {
		last := all[len(all)-1]
		if done || invalid(all) > 0 || strings.Contains(last, "response.completed") || strings.Contains(last, "message_stop") {
			t.Errorf("%s: [DONE] %v, last event %s", path, done, last)
		}
	})
}

func TestFault_ErrorEvent(t *testing.T) {
	f := func(spec string, most int) {
		t.Helper()
		eachStream(t, spec, func(path string, all []string, done bool) {
			var last struct {
				Type  string
				Error struct{ Message string }
			}
			if path == "/v1/responses" { // whose error has the failed response behind it
				if failed := all[len(all)-1]; !strings.HasPrefix(failed, `{"type":"response.failed","sequence_number":`) {
					t.Errorf("the last event is %s", failed)
				}
				all = all[:len(all)-1]
			}
			err := json.Unmarshal([]byte(all[len(all)-1]), &last)
			if done || err != nil || last.Type != "error" && last.Error.Message == "" || len(all) > most {
				t.Errorf("%s: [DONE] %v, %v, %d events: %s", path, done, err, len(all), all)
			}
		})
	}
	f("error-event:at=0", 1)
	f("error-event:after=2", 3)
	f("error-event:after=100", 100)
}

func TestFault_MalformedJSON(t *testing.T) {
	for _, spec := range []string{"malformed-json", "malformed-json:at=0", "malformed-json:after=100"} {
		eachStream(t, spec, func(path string, all []string, done bool) {
			if done != hasDone(path) || invalid(all) != 1 {
				t.Errorf("%s, %s: [DONE] %v, %d events are not JSON: %q", spec, path, done, invalid(all), all)
			}
		})
		_, url := troubled(t, spec, 0)
		for path, body := range wholeRequests {
			if _, answer := post(t, url+path, body); json.Valid(answer) {
				t.Errorf("%s, %s: valid is %s", spec, path, answer)
			}
		}
	}
}

func TestFault_EmptyChoices(t *testing.T) {
	const said = `"content":"`
	f := func(spec string, texts int) {
		t.Helper()
		eachStream(t, spec, func(path string, all []string, done bool) {
			joined := strings.Join(all, "\n")
			if got := strings.Count(joined, `"delta":{"content":"`); done != hasDone(path) || invalid(all) > 0 || path == "/v1/chat/completions" && got != texts {
				t.Errorf("%s: [DONE] %v, %d texts: %s", path, done, got, joined)
			}
		})
	}
	f("empty-choices", 0)
	f("empty-choices:after=3", 2)
	_, url := troubled(t, "empty-choices", 0)
	for path, body := range wholeRequests {
		var lists struct{ Choices, Data, Results, Output []any }
		status, answer := post(t, url+path, body)
		if err := json.Unmarshal(answer, &lists); err != nil || status != http.StatusOK || strings.Contains(string(answer), said) {
			t.Errorf("%s: status %d, %v: %s", path, status, err, answer)
		}
		if n := len(lists.Choices) + len(lists.Data) + len(lists.Results) + len(lists.Output); n != 0 || !strings.Contains(string(answer), `:[]`) {
			t.Errorf("%s: %d elements: %s", path, n, answer)
		}
	}
}

func TestFault_HugeEvent(t *testing.T) {
	for _, spec := range []string{"huge-event", "huge-event:after=100"} {
		eachStream(t, spec, func(path string, all []string, done bool) {
			huge := 0
			for _, event := range all {
				if len(event) > 1<<20 {
					huge++
				}
			}
			if huge != 1 || invalid(all) > 0 || done != hasDone(path) {
				t.Errorf("%s: %d huge events, %d not JSON, [DONE] %v", path, huge, invalid(all), done)
			}
		})
	}
	_, url := troubled(t, "huge-event:size=100000", 0)
	for path, body := range wholeRequests {
		if _, answer := post(t, url+path, body); len(answer) < 100_000 || !json.Valid(answer) {
			t.Errorf("%s: %d bytes", path, len(answer))
		}
	}
}

func TestFault_WrongContentType(t *testing.T) {
	f := func(path, body string) {
		t.Helper()
		_, url := troubled(t, "wrong-content-type", 0)
		res, answer := exchange(t, url, rawRequest(path, body))
		if got := res.Header.Values("Content-Type"); len(got) != 1 || got[0] != "text/html; charset=utf-8" || res.StatusCode != http.StatusOK || len(answer) == 0 {
			t.Errorf("%s: status %d, type %q, %d bytes", path, res.StatusCode, got, len(answer))
		}
	}
	for path, body := range wholeRequests {
		f(path, body)
	}
	for _, path := range streamPaths {
		f(path, `{"stream":true}`)
	}
}

// TestFault_SplitSegments checks that the bytes of an answer are those of one without the
// fault, and that segments end at every unexpected kind of place. A slow reader sees
// segments joined, so the test asks until it has seen each kind.
func TestFault_SplitSegments(t *testing.T) {
	const request = `{"model":"echo","stream":true,"messages":[{"role":"user","content":"é😀\\\"日本語\n\u0001"}]}`
	_, url := start(t, fast.Config{Faults: fast.Faults{Plan: always(t, "split-segments:for=2ms")}, Answers: fast.Answers{StreamTokensMax: 1}})
	ends := map[string]bool{}
	for len(ends) < 5 {
		c := dial(t, url)
		c.Write([]byte(rawRequest("/v1/chat/completions", request)))
		var all []byte
		for {
			var segment [4096]byte
			n, err := c.Read(segment[:])
			if err != nil {
				break
			}
			all = append(all, segment[:n]...)
			switch got := segment[:n]; {
			case bytes.HasSuffix(got, []byte("}\n")):
				ends["event"] = true
			case bytes.HasSuffix(got, []byte("\r")):
				ends["line"] = true
			case bytes.HasSuffix(got, []byte("da")):
				ends["field"] = true
			case bytes.HasSuffix(got, []byte(`\`)), bytes.HasSuffix(got, []byte(`\u00`)):
				ends["escape"] = true
			case !utf8.Valid(got):
				ends["character"] = true
			}
		}
		stream, err := io.ReadAll(bodyOf(t, all))
		if err != nil {
			t.Fatal(err)
		}
		if texts, _, _ := joined(t, stream); texts[0] != "é😀\\\"日本語\n\u0001" {
			t.Fatalf("the stream says %q", texts[0])
		}
	}
}

// TestFault_HTTP10Events wants streams without chunks to have the events that others have.
func TestFault_HTTP10Events(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}, Timing: fast.Timing{ResponseDelay: delay}})
		for _, spec := range []string{"error-event", "no-done", "malformed-json", "empty-choices", "huge-event:size=10", "wrong-content-type", "filtered-answer"} {
			asked := request("POST", "/v1/chat/completions", "X-Mock-Fault: "+spec+"\r\n", `{"stream":true}`)
			want, events := exchange(t, url, asked)
			got, body := exchange(t, url, strings.Replace(asked, "HTTP/1.1", "HTTP/1.0", 1))
			if string(body) != string(events) || got.Header.Get("Content-Type") != want.Header.Get("Content-Type") {
				t.Errorf("%s over HTTP/1.0: %s, want %s", spec, body, events)
			}
		}
	}
}

// TestFault_HTTP10 checks that streams without chunks break like answers in one piece.
func TestFault_HTTP10(t *testing.T) {
	const request = "POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 15\r\n\r\n{\"stream\":true}"
	for _, spec := range []string{"error", "stall:for=1ms", "no-done", "split-segments"} {
		_, url := start(t, fast.Config{Faults: fast.Faults{Plan: always(t, spec)}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 9}}, Timing: fast.Timing{ResponseDelay: time.Microsecond}})
		if res, _ := exchange(t, url, request); len(res.TransferEncoding) != 0 || (res.StatusCode == http.StatusOK) != (spec != "error") {
			t.Errorf("%s: status %d, transfer encoding %v", spec, res.StatusCode, res.TransferEncoding)
		}
	}
}
