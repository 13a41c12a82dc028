package fast_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestHeldAnswers asks for more than the memory limit on connections that do not read: with
// many choices, with log probabilities, as embeddings and as streams.
func TestHeldAnswers(t *testing.T) {
	const n, limit, most = 100, 32 << 20, 128 << 20
	f := func(c fast.Config, path, body string) {
		t.Helper()
		c.Limits.MaxMemory = limit
		s, url := start(t, c)
		before := inUse()
		for range n {
			conn := connect(t, url)
			conn.(*net.TCPConn).SetReadBuffer(4 << 10)
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
		}
		for s.MemoryRefused() == 0 {
			time.Sleep(time.Millisecond)
		}
		if held := s.MemoryHeld(); held > limit {
			t.Errorf("%s: %d bytes are held, want at most %d", path, held, limit)
		}
		if grown := inUse() - before; grown > most {
			t.Errorf("%s: %d bytes more, want at most %d", path, grown, most)
		}
		if got := gauge(t, url, "mock_openai_memory_refusals_total "); got == 0 {
			t.Errorf("%s: no refusals in the metrics", path)
		}
	}
	long := fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 16_000}}}
	f(long, chatPath, `{"n":128}`)
	f(long, chatPath, `{"n":3,"logprobs":true,"top_logprobs":5}`)
	f(long, "/v1/responses", `{"include":["message.output_text.logprobs"],"top_logprobs":20}`)
	f(fast.Config{}, "/v1/embeddings", `{"input":["a"`+strings.Repeat(`,"a"`, 999)+`]}`)
}

// TestHeld_HTTP2 keeps HTTP/2 streams open: answers that are not read and bodies that do
// not end.
func TestHeld_HTTP2(t *testing.T) {
	t.Parallel()
	const limit = 32 << 20
	t.Run("https", func(t *testing.T) {
		s, url := start(t, fast.Config{Limits: fast.Limits{MaxMemory: limit}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 16_000}}})
		status := http.StatusOK
		for status == http.StatusOK {
			res, err := http.Post(url+chatPath, "application/json", strings.NewReader(`{"n":64}`))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			status = res.StatusCode
		}
		if held := s.MemoryHeld(); status != http.StatusServiceUnavailable || held > limit {
			t.Errorf("status %d with %d bytes held, want 503 and at most %d", status, held, limit)
		}
	})
	t.Run("h2c", func(t *testing.T) {
		s, url := start(t, fast.Config{Limits: fast.Limits{MaxMemory: limit}})
		refused := make(chan int, 64)
		var writers []*io.PipeWriter
		for range cap(refused) {
			r, w := io.Pipe()
			writers = append(writers, w)
			go func() {
				if res, err := http.Post(url+chatPath, "application/json", r); err == nil {
					res.Body.Close()
					refused <- res.StatusCode
				}
			}()
			go w.Write(make([]byte, 2<<20))
		}
		if status := <-refused; status != http.StatusServiceUnavailable || s.MemoryHeld() > limit {
			t.Errorf("status %d with %d bytes held, want 503 and at most %d", status, s.MemoryHeld(), limit)
		}
		for _, w := range writers {
			w.CloseWithError(io.ErrClosedPipe)
		}
	})
}

// TestHeld_GoesBack checks that no memory is held after answers of all kinds.
func TestHeld_GoesBack(t *testing.T) {
	for _, scheme := range []string{"http", "https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			s, url := start(t, fast.Config{Limits: fast.Limits{MaxMemory: 64 << 20}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 16_000}}})
			long := strings.Repeat("All work and no play. ", 5000)
			for _, body := range []string{`{"n":64}`, `{"n":64,"stream":true}`, `{"messages":[{"role":"user","content":"` + long + `"}]}`, `{"logprobs":true}`, long} {
				post(t, url+chatPath, body)
			}
			post(t, url+"/v1/responses", `{"include":["message.output_text.logprobs"],"top_logprobs":20}`)
			post(t, url+"/v1/embeddings", `{"input":["a","b","c"]}`)
			for s.MemoryHeld() > 0 {
				time.Sleep(time.Millisecond)
			}
		})
	}
}

// TestMaxAnswer_Embeddings asks for 2,048 embeddings of 4,096 numbers.
func TestMaxAnswer_Embeddings(t *testing.T) {
	url := serve(t, fast.Config{})
	inputs := `"input":["a"` + strings.Repeat(`,"a"`, 2047) + `]`
	before := inUse()
	status, answer := post(t, url+"/v1/embeddings", `{"dimensions":4096,`+inputs+`}`)
	if grown := inUse() - before; status != 400 || !strings.Contains(string(answer), `"param":"input"`) || grown > 32<<20 {
		t.Errorf("status %d, %d bytes more: %.300s", status, grown, answer)
	}
	if status, _ := post(t, url+"/v1/embeddings", `{"dimensions":1536,`+inputs+`}`); status != 200 {
		t.Errorf("1,536 numbers: status %d", status)
	}
	if status, _ := post(t, url+"/v1/embeddings", `{"dimensions":3072,"encoding_format":"base64",`+inputs+`}`); status != 200 {
		t.Errorf("3,072 numbers in base64: status %d", status)
	}
}
