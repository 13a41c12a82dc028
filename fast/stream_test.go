package fast_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestStream_EqualsWhole checks that a stream, paced or not, has the text, finish reasons and
// usage of the answer without streaming.
func TestStream_EqualsWhole(t *testing.T) {
	f := func(url, path, params string) {
		t.Helper()
		var whole answer
		postJSON(t, url+path, fmt.Sprintf(`{%s}`, params), &whole)
		_, stream := post(t, url+path, fmt.Sprintf(`{%s,"stream":true,"stream_options":{"include_usage":true}}`, params))
		texts, reasons, total := joined(t, stream)
		for _, said := range whole.Choices {
			if text := said.Message.Content + said.Text; texts[said.Index] != text {
				t.Errorf("%s: stream says %q, whole answer %q", params, texts[said.Index], text)
			}
			if reasons[said.Index] != *said.FinishReason {
				t.Errorf("%s: stream ends with %q, whole answer with %q", params, reasons[said.Index], *said.FinishReason)
			}
		}
		if total == nil || *total != *whole.Usage {
			t.Errorf("%s: stream counts %+v, whole answer %+v", params, total, *whole.Usage)
		}
	}
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})
		for seed := range 20 {
			f(url, "/v1/chat/completions", fmt.Sprintf(`"seed":%d,"messages":[{"role":"user","content":"hello"}]`, seed))
			f(url, "/v1/chat/completions", fmt.Sprintf(`"seed":%d,"n":3,"max_tokens":200`, seed))
			f(url, "/v1/chat/completions", fmt.Sprintf(`"seed":%d,"n":2,"stop":["the ","\n"]`, seed))
			f(url, "/v1/completions", fmt.Sprintf(`"seed":%d,"prompt":["a","b"],"n":2,"echo":true`, seed))
		}
		f(url, "/v1/chat/completions", `"seed":1,"max_tokens":0`)
		f(url, "/v1/completions", `"seed":1,"max_tokens":0,"prompt":"x","echo":true`)
	}
}

// TestStream_Events checks the sequence of events, their sizes and their usage keys.
func TestStream_Events(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 3, StreamTokensMax: 5}})
	f := func(options string, withUsage bool) {
		t.Helper()
		_, stream := post(t, url+"/v1/chat/completions", `{"stream":true,"model":"m/\"1"`+options+`}`)
		all := events(t, stream)
		var first answer
		sizes := map[int]int{}
		for i, event := range all {
			var a answer
			if err := json.Unmarshal([]byte(event), &a); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = a
			}
			if a.ID != first.ID || a.Created != first.Created || a.Model != `m/"1` || a.Object != "chat.completion.chunk" {
				t.Errorf("event %d does not belong: %s", i, event)
			}
			if strings.Contains(event, `"usage"`) != withUsage || strings.Contains(event, `"error"`) {
				t.Errorf("event %d has the wrong keys: %s", i, event)
			}
			last := len(all) - 1
			if withUsage {
				last--
			}
			switch {
			case i == 0:
				if !strings.Contains(event, `"delta":{"role":"assistant","content":"","refusal":null}`) {
					t.Errorf("first event is %s", event)
				}
			case i == last:
				if !strings.Contains(event, `"delta":{}`) || *a.Choices[0].FinishReason != "stop" {
					t.Errorf("finish event is %s", event)
				}
			case i > last:
				if len(a.Choices) != 0 || a.Usage == nil {
					t.Errorf("usage event is %s", event)
				}
			case i < last-1:
				sizes[pool.Tokens(utf8.RuneCountInString(a.Choices[0].Delta.Content))]++
			}
		}
		if len(sizes) != 3 || sizes[3] == 0 || sizes[4] == 0 || sizes[5] == 0 {
			t.Errorf("tokens in an event: %v, want 3 to 5", sizes)
		}
	}
	f(``, false)
	f(`,"stream_options":{"include_usage":true}`, true)
	f(`,"stream_options":{"include_usage":false}`, false)
}

// TestStream_Obfuscation checks that events are padded to a multiple of 16 characters plus 7,
// as in the real API, for its models and if a request asks for it.
func TestStream_Obfuscation(t *testing.T) {
	f := func(config fast.Config, model, options string, want bool) {
		t.Helper()
		url := serve(t, config)
		for _, more := range []string{``, `,"n":2`, `,"logprobs":true`, `,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"`} {
			_, stream := post(t, url+chatPath, `{"model":"`+model+`","stream":true,"seed":1,"stream_options":{"include_usage":true`+options+`}`+more+`}`)
			paddings := map[string]bool{}
			for _, event := range events(t, stream) {
				var a struct{ Obfuscation *string }
				if err := json.Unmarshal([]byte(event), &a); err != nil || (a.Obfuscation != nil) != want {
					t.Fatalf("%s%s: obfuscation wanted: %v, but %v in %s", model, options, want, err, event)
				}
				if !want {
					continue
				}
				if n := utf8.RuneCountInString("data: " + event); n%16 != 7 || len(*a.Obfuscation) > 15 {
					t.Errorf("%d characters in %s", n, event)
				}
				if len(*a.Obfuscation) > 8 && paddings[*a.Obfuscation] {
					t.Errorf("%s pads twice", *a.Obfuscation)
				}
				paddings[*a.Obfuscation] = true
			}
		}
	}
	const on, off = `,"include_obfuscation":true`, `,"include_obfuscation":false`
	rich := fast.Config{Answers: fast.Answers{Text: pool.Rich}}
	for _, c := range []fast.Config{{}, rich, {Timing: fast.Timing{ResponseDelay: time.Microsecond}}} {
		f(c, "gpt-4o", ``, true)
		f(c, "gpt-5-mini", ``, true)
		f(c, "gpt-4o", on, true)
		f(c, "gpt-4o", off, false)
		f(c, "gpt-4-mock", ``, false)
		f(c, "gpt-4-m\u00f6ck", on, true)
	}
	f(fast.Config{}, "gpt-4o", `,"include_obfuscation":null`, true)
}

func TestStream_Headers(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		res, err := http.Post(serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		for name, want := range map[string]string{
			"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache", "Openai-Version": "2020-10-01",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if chunked := slices.Equal(res.TransferEncoding, []string{"chunked"}); chunked != (res.ProtoMajor == 1) || res.ContentLength != -1 {
			t.Errorf("transfer encoding %v, length %d in %s", res.TransferEncoding, res.ContentLength, res.Proto)
		}
		io.Copy(io.Discard, res.Body)
	}
}

// TestStream_Paced checks that every event arrives separately and never early.
func TestStream_Paced(t *testing.T) {
	const delay = 5 * time.Millisecond
	url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 40}, StreamTokensMin: 10, StreamTokensMax: 10}})
	start := time.Now()
	res, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	n := 0
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "data: {") {
			continue
		}
		n++
		if early := time.Duration(n)*delay - time.Since(start); early > 0 {
			t.Errorf("event %d came %v early", n, early)
		}
	}
	if n != 1+4+1 {
		t.Errorf("%d events, want 6", n)
	}
}

// TestStream_HangUp leaves in the middle of endless streams. Shutdown waits until none is
// open, and TestMain checks that no goroutine is left.
func TestStream_HangUp(t *testing.T) {
	f := func(c fast.Config) {
		t.Helper()
		url := serve(t, c)
		for range 20 {
			conn := dial(t, url)
			io.WriteString(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{\"stream\":true}")
			if _, err := conn.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			conn.Close()
		}
		if status, _ := post(t, url+"/v1/chat/completions", `{}`); status != http.StatusOK {
			t.Errorf("status %d after clients hung up", status)
		}
	}
	long := pool.Sampler{Mean: 100_000}
	f(fast.Config{Answers: fast.Answers{Tokens: long, StreamTokensMax: 1}})
	f(fast.Config{Answers: fast.Answers{Tokens: long, StreamTokensMax: 1}, Timing: fast.Timing{ResponseDelay: time.Millisecond}})
}

// TestStream_PipelinedAndClosed mixes streams with other requests on one connection.
func TestStream_PipelinedAndClosed(t *testing.T) {
	url := serve(t, fast.Config{})
	conn := dial(t, url)
	request := func(path, body, more string) string {
		return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s", path, more, len(body), body)
	}
	io.WriteString(conn, request("/v1/chat/completions", `{"stream":true}`, "")+
		request("/v1/embeddings", `{"input":"x"}`, "")+
		request("/v1/completions", `{"stream":true}`, "")+
		request("/v1/chat/completions", `{"stream":true}`, "Connection: close\r\n"))
	r := bufio.NewReader(conn)
	for i := range 4 {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("answer %d: status %d, %v", i, res.StatusCode, err)
		}
		if i != 1 {
			events(t, body)
		}
	}
	if _, err := r.ReadByte(); err != io.EOF {
		t.Errorf("after Connection: close comes %v, not the end", err)
	}
}

func TestStream_HTTP10(t *testing.T) {
	url := serve(t, fast.Config{})
	conn := dial(t, url)
	io.WriteString(conn, "POST /v1/chat/completions HTTP/1.0\r\nContent-Length: 15\r\n\r\n{\"stream\":true}")
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || len(res.TransferEncoding) != 0 {
		t.Fatalf("transfer encoding %v, %v", res.TransferEncoding, err)
	}
	events(t, body)
}

// TestStream_PacedHTTP10 checks that the events of a paced stream come one by one over
// HTTP/1.0, which nginx speaks to its upstreams by default, and that the answer is that of
// HTTP/1.1.
func TestStream_PacedHTTP10(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}, Timing: fast.Timing{ResponseDelay: 20 * time.Millisecond}, Limits: fast.Limits{MaxConcurrency: 1}})
	f := func(path, body, more string) {
		t.Helper()
		whole := request("POST", path, more, body)
		_, want := exchange(t, url, whole)
		conn := dial(t, url)
		io.WriteString(conn, strings.Replace(whole, "HTTP/1.1", "HTTP/1.0", 1))
		r := bufio.NewReader(conn)
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(res.TransferEncoding) != 0 || res.ContentLength != -1 || !res.Close {
			t.Errorf("%s: transfer encoding %v, length %d, close %t", path, res.TransferEncoding, res.ContentLength, res.Close)
		}
		start := time.Now()
		got, err := io.ReadAll(res.Body)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
		if took := time.Since(start); took < 10*time.Millisecond {
			t.Errorf("%s: all events came within %v of the headers", path, took)
		}
	}
	for range 2 { // the slot is free again
		f(chatPath, `{"stream":true,"max_tokens":6}`, "")
		f(chatPath, `{"stream":true,"max_tokens":6}`, "Connection: keep-alive\r\n")
		f("/v1/responses", `{"stream":true,"max_output_tokens":6}`, "")
		f("/v1/messages", `{"stream":true,"max_tokens":6,"messages":[]}`, "")
		f("/api/chat", `{"options":{"num_predict":6},"messages":[{"role":"user","content":"Hi"}]}`, "")
		f("/model/m/converse-stream", `{"inferenceConfig":{"maxTokens":6},"messages":[]}`, "")
	}
}

// TestStream_LegacyEvents checks that a legacy stream of at least two tokens has an event of
// text before the event with the finish reason.
func TestStream_LegacyEvents(t *testing.T) {
	f := func(config fast.Config, tokens, want int) {
		t.Helper()
		_, stream := post(t, serve(t, config)+"/v1/completions", fmt.Sprintf(`{"stream":true,"max_tokens":%d}`, tokens))
		if got := len(events(t, stream)); got != want {
			t.Errorf("%d tokens come in %d events, want %d", tokens, got, want)
		}
	}
	f(fast.Config{Answers: fast.Answers{StreamTokensMin: 30, StreamTokensMax: 64}}, 20, 1)
	f(fast.Config{Answers: fast.Answers{StreamTokensMin: 30, StreamTokensMax: 30}}, 30, 1)
	f(fast.Config{Answers: fast.Answers{StreamTokensMin: 29, StreamTokensMax: 64}}, 30, 2)
	f(fast.Config{}, 1, 1)
	f(fast.Config{}, 2, 2)
}

// TestStream_NoText checks that a stream with an empty text has no event of text.
func TestStream_NoText(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 1000}})
	for _, model := range []string{"gpt-5", "gpt-4o", "gpt-4-mock"} {
		_, stream := post(t, url+chatPath, `{"model":"`+model+`","stream":true,"max_completion_tokens":5}`)
		if all := events(t, stream); len(all) != 2 || !strings.Contains(all[0], `"role":"assistant","content":""`) || !strings.Contains(all[1], `"finish_reason":"length"`) {
			t.Errorf("%s: events are %q", model, all)
		}
	}
}
