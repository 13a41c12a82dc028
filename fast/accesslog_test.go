package fast_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// lines is a log whose records, in JSON, can be waited for.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

func newLines() (lines, *slog.Logger) {
	l := make(lines, 1000)
	return l, slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// next returns the next record.
func (l lines) next(t *testing.T) map[string]any {
	t.Helper()
	line := <-l
	var record map[string]any
	if err := json.Unmarshal([]byte(line), &record); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	return record
}

func TestAccessLog(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		log, logger := newLines()
		url := serve(t, fast.Config{Observation: fast.Observation{AccessLog: logger}, Timing: fast.Timing{ResponseDelay: delay}})
		f := func(raw string, keys string, want map[string]any) {
			t.Helper()
			res, _ := exchange(t, url, raw)
			record := log.next(t)
			want["msg"], want["level"], want["status"] = "request", "INFO", float64(res.StatusCode)
			if id := res.Header.Get("X-Request-Id"); id != "" {
				want["id"] = id
			}
			for name, value := range want {
				if record[name] != value {
					t.Errorf("%s is %v, want %v: %v", name, record[name], value, record)
				}
			}
			if got := len(record) - len("tl"); strings.Count(keys, " ") != got-2 {
				t.Errorf("record %v has not just %s", record, keys)
			}
			for name := range strings.FieldsSeq(keys) {
				if _, ok := record[name]; !ok {
					t.Errorf("record has no %s: %v", name, record)
				}
			}
		}
		const all = "method path status duration_ms id"
		const calls = all + " model prompt_tokens completion_tokens stream"
		const streams = calls + " ttft_ms gone"
		f(request("GET", "/health", "", ""), all, map[string]any{"method": "GET", "path": "/health"})
		f(request("POST", "/v1/chat/completions", "", `{"model":"gpt-4o","max_tokens":3,"messages":[{"role":"user","content":"12345678"}]}`), calls,
			map[string]any{"path": "/v1/chat/completions", "model": "gpt-4o", "prompt_tokens": 2.0, "completion_tokens": 3.0, "stream": false})
		f(request("POST", "/v1/completions", "", `{"model":"g","stream":true,"max_tokens":3}`), streams,
			map[string]any{"model": "g", "completion_tokens": 3.0, "stream": true, "gone": false})
		f("POST /v1/completions HTTP/1.0\r\nContent-Length: 15\r\n\r\n{\"stream\":true}", streams, map[string]any{"stream": true, "gone": false})
		f(request("POST", "/v1/embeddings", "", `{"model":"e","input":"1234"}`), calls, map[string]any{"model": "e", "prompt_tokens": 1.0, "completion_tokens": 0.0})
		f(request("POST", "/v1/responses", "", `{"model":"r","input":"1234","stream":true}`), streams, map[string]any{"model": "r", "stream": true})
		f(request("POST", "/v1/chat/completions", "", `{`), all, map[string]any{})
		f(request("GET", "/nowhere?key=secret", "", ""), all, map[string]any{"path": "/nowhere"})
		f("nonsense\r\n\r\n", all, map[string]any{})
	}
}

// TestAccessLog_Gone checks that a stream is logged when its client leaves, with its
// duration so far.
func TestAccessLog_Gone(t *testing.T) {
	log, logger := newLines()
	url := serve(t, fast.Config{Observation: fast.Observation{AccessLog: logger}, Timing: fast.Timing{ResponseDelay: time.Millisecond}, Answers: fast.Answers{StreamTokensMax: 1}})
	res, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(`{"model":"m\"1","stream":true,"n":100}`))
	if err != nil {
		t.Fatal(err)
	}
	io.ReadFull(res.Body, make([]byte, 1))
	res.Body.Close()
	record := log.next(t)
	first, whole := record["ttft_ms"].(float64), record["duration_ms"].(float64)
	if record["gone"] != true || record["model"] != `m"1` || first < 1 || whole < first {
		t.Errorf("record is %v", record)
	}
}

// TestAccessLog_Rate makes requests until some are reported as not logged. With the logged
// ones they must add up to all requests.
func TestAccessLog_Rate(t *testing.T) {
	t.Parallel()
	log, logger := newLines()
	url := serve(t, fast.Config{Observation: fast.Observation{AccessLog: logger, AccessLogRate: 1}})
	made, told, dropped := 0, 0, 0
	read := func() {
		record := log.next(t)
		if n, ok := record["requests"].(float64); ok {
			dropped += int(n)
			told += int(n)
		} else {
			told++
		}
	}
	for dropped == 0 {
		post(t, url+"/v1/chat/completions", `{}`)
		for made++; len(log) > 0; {
			read()
		}
	}
	for told < made {
		read()
	}
	if told != made {
		t.Errorf("%d requests are told of, %d were made", told, made)
	}
}

// TestLog checks that connections which clients break are logged at debug level.
func TestLog(t *testing.T) {
	log, logger := newLines()
	url := serve(t, fast.Config{Observation: fast.Observation{Log: logger}})
	exchange(t, url, "nonsense\r\n\r\n")
	record := log.next(t)
	if record["level"] != "DEBUG" || !strings.Contains(record["msg"].(string), "when serving connection") {
		t.Errorf("record is %v", record)
	}
}
