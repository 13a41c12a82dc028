package fast_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/internal/coalesce"
	"mock-openai/pool"
)

// standing begins a stream and returns after OpenRouter's comment, before the first event.
func standing(t *testing.T, url string) (body io.ReadCloser, hangUp context.CancelFunc) {
	t.Helper()
	ctx, hangUp := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "POST", url+"/api/v1/chat/completions", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(res.Body, make([]byte, len(": OPENROUTER"))); err != nil {
		t.Fatal(err)
	}
	return res.Body, hangUp
}

// TestHTTP2_HangUp leaves streams whose next event is due in an hour. Shutdown, at the end
// of the test, waits until they are gone.
func TestHTTP2_HangUp(t *testing.T) {
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: time.Hour}})
			for range 20 {
				_, hangUp := standing(t, url)
				hangUp()
			}
		})
	}
}

// TestHTTP2_Header wants the header of a delayed stream no sooner than its first event.
func TestHTTP2_Header(t *testing.T) {
	const delay = 30 * time.Millisecond
	f := func(t *testing.T, streamWriter bool, fault string) {
		t.Helper()
		url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}, Transport: fast.Transport{StreamWriter: streamWriter}})
		req, err := http.NewRequest("POST", url+"/v1/chat/completions", strings.NewReader(`{"stream":true,"max_tokens":2}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Mock-Fault", fault)
		began := time.Now()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if took := time.Since(began); took < delay {
			t.Errorf("stream writer %v, fault %s: the header came after %v", streamWriter, fault, took)
		}
		io.Copy(io.Discard, res.Body)
	}
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			for _, streamWriter := range []bool{false, true} {
				f(t, streamWriter, "none")
				f(t, streamWriter, "reset-midstream:after=1")
			}
		})
	}
}

// TestHTTP2_HangUpWhole leaves long streams that wait only for the client.
func TestHTTP2_HangUpWhole(t *testing.T) {
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 100_000}, StreamTokensMax: 1}})
			for range 10 {
				res, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := res.Body.Read(make([]byte, 1)); err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
			}
			if status, _ := post(t, url+"/v1/chat/completions", `{}`); status != http.StatusOK {
				t.Errorf("status %d after clients hung up", status)
			}
		})
	}
}

// TestShutdown checks that a stream in flight ends normally, or is cut off if it takes
// longer than Shutdown may wait.
func TestShutdown(t *testing.T) {
	f := func(scheme string, delay, patience time.Duration, whole bool) {
		t.Helper()
		c := fast.Config{Timing: fast.Timing{ResponseDelay: delay}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 20}}}
		wires[scheme].configure(t, &c)
		s, err := fast.New(c)
		if err != nil {
			t.Fatal(err)
		}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan error, 1)
		go func() { served <- s.Serve(ln) }()
		defer http.DefaultClient.CloseIdleConnections()
		body, hangUp := standing(t, scheme+"://"+ln.Addr().String())
		defer hangUp()

		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) == whole {
			t.Errorf("%s: shutdown: %v", scheme, err)
		}
		if err := <-served; err != nil {
			t.Errorf("%s: serve: %v", scheme, err)
		}
		rest, err := io.ReadAll(body)
		if got := strings.HasSuffix(string(rest), "data: [DONE]\n\n") && err == nil; got != whole {
			t.Errorf("%s: stream ends with %q, %v", scheme, rest[max(0, len(rest)-40):], err)
		}
	}
	for _, scheme := range []string{"https", "h2c"} {
		f(scheme, 20*time.Millisecond, time.Minute, true)
		f(scheme, time.Hour, 100*time.Millisecond, false)
	}
}

// TestH2C_Both speaks HTTP/1.1 and HTTP/2 to one port, and opens connections in
// pieces.
func TestH2C_Both(t *testing.T) {
	t.Run("h2c", func(t *testing.T) {
		url := "http" + strings.TrimPrefix(serve(t, fast.Config{}), "h2c")
		if status, _ := post(t, url+"/v1/chat/completions", `{}`); status != http.StatusOK {
			t.Errorf("status %d over HTTP/1.1", status)
		}
		f := func(want string, pieces ...string) {
			t.Helper()
			conn := dial(t, url)
			for _, piece := range pieces {
				io.WriteString(conn, piece)
				time.Sleep(10 * time.Millisecond) // or they may come as one
			}
			got := make([]byte, len("HTTP/1.1 200 "))
			if _, err := io.ReadFull(conn, got); err != nil || !regexp.MustCompile(want).Match(got) {
				t.Errorf("%q is answered with %q, %v", pieces, got, err)
			}
		}
		const settings, frame = "\x00\x00\x00\x04\x00\x00\x00\x00\x00", `(?s)^\x00\x00.\x04\x00` // any of them
		f("HTTP/1.1 200 ", "G", "ET /health HTTP/1.1\r\nHost: x\r\n\r\n")
		f("HTTP/1.1 405 ", "P", "RI /health HTTP/1.1\r\nHost: x\r\n\r\n")
		f("HTTP/1.1 400 ", "PRI * HTTP/2.0\r\nHost: x\r\n\r\n")
		f(frame, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"+settings)
		f(frame, "PR", "I * HTTP/2.0\r\n\r\n", "SM\r\n\r\n", settings)
	})
}

// TestTLS_Plain checks that a client without TLS is told to use it.
func TestTLS_Plain(t *testing.T) {
	t.Run("https", func(t *testing.T) {
		res, body := exchange(t, "http"+strings.TrimPrefix(serve(t, fast.Config{}), "https"), request("POST", "/v1/chat/completions", "", "{}"))
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), `{"error":{"message":"This is an HTTPS port`) {
			t.Errorf("status %d: %s", res.StatusCode, body)
		}
	})
}

// TestTLS_AboveCoalescing serves TLS on top of coalescing connections, as a server of your
// own may. No stream may bypass the TLS layer.
func TestTLS_AboveCoalescing(t *testing.T) {
	s, err := fast.New(fast.Config{Answers: fast.Answers{Articles: 1}})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &fasthttp.Server{Handler: s.Handler()}
	served := make(chan error, 1)
	go func() {
		served <- server.Serve(tls.NewListener(coalesce.NewListener(ln, coalesce.Config{}), serverTLS))
	}()
	_, body := post(t, "https1://"+ln.Addr().String()+"/v1/chat/completions", `{"stream":true}`)
	events(t, body)
	http.DefaultClient.CloseIdleConnections()
	if err := errors.Join(server.Shutdown(), <-served); err != nil {
		t.Error(err)
	}
}

// TestTLS_OldVersion checks that TLS 1.1 is refused.
func TestTLS_OldVersion(t *testing.T) {
	t.Run("https", func(t *testing.T) {
		address := strings.TrimPrefix(serve(t, fast.Config{}), "https://")
		old := clientTLS.Clone()
		old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		if conn, err := tls.Dial("tcp", address, old); err == nil {
			conn.Close()
			t.Error("TLS 1.1 is spoken")
		}
		conn, err := tls.Dial("tcp", address, clientTLS)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
		if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("without ALPN: %v", err)
		}
	})
}

// TestHTTP2_ReadTimeout begins a body and does not send it.
func TestHTTP2_ReadTimeout(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			url := serve(t, fast.Config{Transport: fast.Transport{ReadTimeout: time.Second / 2}})
			body, never := io.Pipe()
			defer never.Close()
			res, err := http.Post(url+chatPath, "application/json", body)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(text), `{"error":{"message":`) {
				t.Errorf("status %d: %s", res.StatusCode, text)
			}
		})
	}
}

// TestHTTP2_WriteTimeout asks for more than a client's window holds and reads nothing.
func TestHTTP2_WriteTimeout(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			for _, c := range []fast.Config{{}, {Timing: fast.Timing{ResponseDelay: time.Microsecond}}} {
				c.Transport.WriteTimeout = time.Second / 2
				c.Answers.Tokens = pool.Sampler{Mean: 2_000_000}
				url := serve(t, c)
				res, err := http.Post(url+chatPath, "application/json", strings.NewReader(`{"stream":true}`))
				if err == nil { // or the machine has stood still for so long
					defer res.Body.Close()
				}
				for open := -1; open != 0; time.Sleep(10 * time.Millisecond) {
					open = gauge(t, url, `mock_openai_requests_in_flight `)
				}
			}
		})
	}
}

// TestHTTP2_LoopResets resets paced streams at any point, and breaks connections off. None stays.
func TestHTTP2_LoopResets(t *testing.T) {
	for _, scheme := range []string{"https", "h2c"} {
		t.Run(scheme, func(t *testing.T) {
			s, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: 100 * time.Microsecond}})
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() {
					ctx, reset := context.WithCancel(t.Context())
					defer reset()
					req, err := http.NewRequestWithContext(ctx, "POST", url+"/v1/chat/completions", strings.NewReader(`{"stream":true}`))
					if err != nil {
						t.Error(err)
						return
					}
					res, err := http.DefaultClient.Do(req)
					if err != nil {
						t.Error(err)
						return
					}
					defer res.Body.Close()
					if _, err := io.CopyN(io.Discard, res.Body, int64(i*200)); err != nil && err != io.EOF {
						t.Error(err)
					}
				})
			}
			all.Wait()
			for s.Looped() > 0 {
				time.Sleep(time.Millisecond)
			}
		})
	}
}
