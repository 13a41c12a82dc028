package load_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/fast"
	"mock-openai/pool"
)

func TestLoad_Requests(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 100}, StreamTokensMin: 10, StreamTokensMax: 10}})
	f := func(path, body string, connections, events int) {
		t.Helper()
		r := loadtest.Run(t, load.Load{URL: url + path, Body: []byte(body), Connections: connections, Requests: 200})
		if r.Requests != 200 || r.Latency.Count() != 200 || r.Bytes < 200 || r.Rate() <= 0 {
			t.Errorf("%s: %d requests, %d timed, %d bytes, %v a second", path, r.Requests, r.Latency.Count(), r.Bytes, r.Rate())
		}
		if int(r.Events) != 200*events || r.First.Count() != int64(200*min(events, 1)) {
			t.Errorf("%s: %d events, %d times to the first, want %d in each", path, r.Events, r.First.Count(), events)
		}
		if first, whole := r.First.Quantile(1), r.Latency.Quantile(1); whole <= 0 || first > whole {
			t.Errorf("%s: first event within %v, whole answer within %v", path, first, whole)
		}
	}
	f("/health", "", 1, 0)
	f("/health", "", 500, 0)
	f("/v1/chat/completions", `{}`, 3, 0)
	f("/v1/chat/completions", `{"stream":true}`, 3, 13) // a role, ten of ten tokens, an end and [DONE]
	f("/v1/embeddings", `{"input":"x"}`, 16, 0)
}

// TestLoad_Duration waits for the answers under way at the end of the load.
func TestLoad_Duration(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: 100 * time.Millisecond}, Answers: fast.Answers{Tokens: pool.Sampler{Mean: 1}}})
	r := loadtest.Run(t, load.Load{URL: url + "/v1/chat/completions", Body: []byte(`{"stream":true}`), Connections: 5, Duration: 50 * time.Millisecond})
	if r.Requests != 5 || r.Sent != 5 || r.CutOff != 0 || r.Latency.Min() < 50*time.Millisecond {
		t.Errorf("%d of %d requests, the shortest in %v", r.Requests, r.Sent, r.Latency.Min())
	}
	if r = loadtest.Run(t, load.Load{URL: url + "/health", Duration: 50 * time.Millisecond}); r.Requests == 0 {
		t.Error("no requests")
	}
}

func TestLoad_Context(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer s.Close()
	r, err := load.Load{URL: s.URL, Duration: time.Hour}.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r.Errors != 0 || r.Sent != r.Requests+r.CutOff {
		t.Errorf("%d errors, the first: %v", r.Errors, r.Err)
	}
}

// TestLoad_InterruptedBefore checks that a server is not called unreachable if the run was
// interrupted before it could connect.
func TestLoad_InterruptedBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := load.Load{URL: "http://127.0.0.1:1/", Requests: 1}.Run(ctx)
	if err == nil || err.Error() != "interrupted before the first request" {
		t.Error(err)
	}
}

// TestLoad_Errors checks that a load counts statuses and broken connections, and goes on.
func TestLoad_Errors(t *testing.T) {
	f := func(want string, errors, requests int64, handler http.HandlerFunc) {
		t.Helper()
		s := httptest.NewServer(handler)
		defer s.Close()
		r, err := load.Load{URL: s.URL, Connections: 4, Requests: 100}.Run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != errors || r.Requests != requests || errors > 0 && !strings.Contains(r.Err.Error(), want) {
			t.Errorf("%d errors, %d requests, %v; want %d, %d, %s", r.Errors, r.Requests, r.Err, errors, requests, want)
		}
	}
	f("status 503", 100, 0, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	f("EOF", 100, 0, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	f("", 0, 100, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	var n atomic.Int64
	f("status 429", 50, 50, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1)%2 == 0 {
			w.WriteHeader(429)
		}
	})
}

func TestLoad_Statuses(t *testing.T) {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) % 4 {
		case 0:
			w.WriteHeader(429)
		case 1:
			w.WriteHeader(503)
		case 2:
			panic(http.ErrAbortHandler)
		}
	}))
	defer s.Close()
	r, err := load.Load{URL: s.URL, Connections: 2, Requests: 100}.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Statuses, map[int]int64{429: 25, 503: 25}; !maps.Equal(got, want) || r.Errors != 75 {
		t.Errorf("%d errors, of which %v, want %v", r.Errors, got, want)
	}
}

// TestLoad_Streamed counts the events of whole streams apart from those of streams that broke
// off or whose client left.
func TestLoad_Streamed(t *testing.T) {
	const whole = "data: {}\n\ndata: {}\n\ndata: [DONE]\n\n"
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, whole)
		if n.Add(1)%2 == 0 {
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer s.Close()
	r, err := load.Load{URL: s.URL, Connections: 1, Requests: 20}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	each := r.Streamed / max(r.Streams, 1)
	if r.Streams != 10 || r.Errors != 10 || each < 2 || r.Streamed != each*r.Streams || r.Events <= r.Streamed {
		t.Errorf("%d streams and %d errors, %d events, of which %d of whole streams", r.Streams, r.Errors, r.Events, r.Streamed)
	}
}

// TestLoad_Gaps wants the waits between events that came one by one, and none
// between those that came together.
func TestLoad_Gaps(t *testing.T) {
	const gap = 5 * time.Millisecond
	f := func(c fast.Config, q float64, want time.Duration) {
		t.Helper()
		c.Answers.Tokens, c.Answers.StreamTokensMin, c.Answers.StreamTokensMax = pool.Sampler{Mean: 10}, 1, 1
		r := loadtest.Run(t, load.Load{URL: loadtest.Serve(t, c) + "/v1/chat/completions", Body: []byte(`{"stream":true}`), Requests: 1})
		if n := r.Gaps.Count(); n == 0 || n != r.Events-1 {
			t.Errorf("%d gaps between %d events", n, r.Events)
		}
		if got := r.Gaps.Quantile(q); got < want || want == 0 && got != 0 {
			t.Errorf("gaps: quantile %g is %v, want %v", q, got, want)
		}
	}
	f(fast.Config{Timing: fast.Timing{ResponseDelay: gap}}, 1, gap/2)
	f(fast.Config{}, 0.5, 0)
}

func TestLoad_TLS(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer s.Close()
	loadtest.Run(t, load.Load{URL: s.URL, Requests: 10, TLS: &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}})
	if _, err := (load.Load{URL: s.URL, Requests: 10}).Run(context.Background()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("error %v of a certificate that nobody vouches for", err)
	}
}

func TestLoad_SendsWhatItIsGiven(t *testing.T) {
	got := make(chan string, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- strings.Join([]string{r.Method, r.RequestURI, r.Host, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body)}, " ")
	}))
	defer s.Close()
	loadtest.Run(t, load.Load{URL: s.URL + "/a?b=c", Method: "PUT", Header: http.Header{"Authorization": {"Bearer x"}}, Body: []byte("body"), Requests: 1})
	host := strings.TrimPrefix(s.URL, "http://")
	if got, want := <-got, "PUT /a?b=c "+host+" Bearer x application/json body"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLoad_Refuses(t *testing.T) {
	f := func(want string, l load.Load) {
		t.Helper()
		if _, err := l.Run(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %q", l, err, want)
		}
	}
	f("not of the form", load.Load{})
	f("not of the form", load.Load{URL: "ftp://127.0.0.1/"})
	f("not loopback", load.Load{URL: "https://192.0.2.1/"})
	f("not loopback", load.Load{URL: "http://192.0.2.1/"})
	f("not loopback", load.Load{URL: "http://example.com/"})
	f("has a user, who is not sent", load.Load{URL: "http://me:secret@127.0.0.1/"})
	f("method HEAD cannot be measured", load.Load{URL: "http://127.0.0.1/", Method: "HEAD"})
	f("negative", load.Load{URL: "http://[::1]/", Connections: -1})
	f("negative", load.Load{URL: "http://localhost/", Duration: -1})
	refuse := func(context.Context) (net.Conn, error) { return nil, errors.New("refused") }
	f("cannot connect to http://192.0.2.1/: refused", load.Load{URL: "http://192.0.2.1/", Remote: true, Dial: refuse})
}
