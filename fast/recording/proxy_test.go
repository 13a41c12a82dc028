package recording

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// proxied starts a recorder before upstream, and returns its URL and what it has kept.
func proxied(t *testing.T, upstream *httptest.Server, path string) (proxy string, p *Proxy, kept func(n int) []*Exchange) {
	t.Helper()
	target, err := url.Parse(upstream.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var all []*Exchange
	came := sync.NewCond(&mu)
	p = NewProxy(ProxyConfig{
		Upstream: target, TLS: &tls.Config{InsecureSkipVerify: true},
		Ended: func(x *Exchange) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, x)
			came.Broadcast()
		},
		Failed: func(_ *http.Request, err error) { t.Error(err) },
	})
	s := httptest.NewServer(p)
	t.Cleanup(func() { s.Close(); p.Close() })
	return s.URL, p, func(n int) []*Exchange {
		mu.Lock()
		defer mu.Unlock()
		for len(all) < n {
			came.Wait()
		}
		return all
	}
}

// TestProxy passes a request to a provider that speaks HTTP/2 over TLS, and its answer back
// piece by piece.
func TestProxy(t *testing.T) {
	t.Parallel()
	step := make(chan struct{})
	upstream := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Proto != "HTTP/2.0" || r.Header.Get("Accept-Encoding") != "identity" || r.RequestURI != "/base/v1/a%2Fb?key=hush&x=%20;1" ||
			string(body) != "question" || r.Header.Get("X-Hop") != "" || r.Header.Get("Authorization") != "Bearer hush" {
			t.Errorf("%s %s %v: %s", r.Proto, r.RequestURI, r.Header, body)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Set-Cookie", "hush")
		w.Header().Set("Openai-Organization", "hush")
		w.Header().Add("Vary", "A")
		w.Header().Add("Vary", "B")
		w.WriteHeader(http.StatusCreated)
		for _, piece := range []string{"data: 1\n\n", "data: 2\n\nda", "ta: 3\n\n"} {
			io.WriteString(w, piece)
			w.(http.Flusher).Flush()
			<-step
		}
	}))
	upstream.EnableHTTP2 = true
	upstream.StartTLS()
	defer upstream.Close()
	proxy, _, kept := proxied(t, upstream, "/base")
	req, err := http.NewRequest("POST", proxy+"/v1/a%2Fb?key=hush&x=%20;1", io.MultiReader(strings.NewReader("ques"), strings.NewReader("tion"))) // chunked
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Connection": {"X-Hop"}, "X-Hop": {"1"}, "Authorization": {"Bearer hush"}, "X-Amz-Date": {"hush"}, "Anthropic-Version": {"1"}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got []byte
	for _, want := range []string{"data: 1\n\n", "data: 2\n\nda", "ta: 3\n\n"} { // each comes before the next is sent
		piece := make([]byte, len(want))
		if _, err := io.ReadFull(res.Body, piece); err != nil || string(piece) != want {
			t.Fatalf("%q, %v", piece, err)
		}
		got = append(got, piece...)
		step <- struct{}{}
	}
	if rest, err := io.ReadAll(res.Body); err != nil || len(rest) > 0 || res.Header.Get("Set-Cookie") != "hush" {
		t.Errorf("%q, %v, %v", rest, err, res.Header)
	}
	x := kept(1)[0]
	if x.Answer.Status != 201 || !bytes.Equal(x.Answer.Body, got) || len(x.Answer.Pieces) != 4 || x.Answer.Cut != Whole || x.Answer.Headers["Vary"] != "A, B" {
		t.Errorf("kept %+v", x.Answer)
	}
	if x.Request.Path != "/v1/a%2Fb?x=%20;1" || string(x.Request.Body) != "question" || x.Request.Headers["Anthropic-Version"] != "1" || x.Upstream != upstream.URL+"/base" {
		t.Errorf("kept %+v", x.Request)
	}
	if line := encoded(t, x); strings.Contains(line, "hush") || strings.Contains(line, "X-Hop") {
		t.Errorf("a secret is kept: %s", line)
	}
}

// TestProxy_Bounds wants a request that is too long refused, and an answer that is too long
// passed on and marked.
func TestProxy_Bounds(t *testing.T) {
	t.Parallel()
	zeros := make([]byte, 4096)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 65 {
			w.Write(zeros)
		}
	}))
	defer upstream.Close()
	proxy, p, kept := proxied(t, upstream, "")
	p.maxRequest, p.maxAnswer = 10_000, 64*len(zeros)
	res, err := http.Post(proxy, "", io.LimitReader(endless{}, 10_001))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
	if res, err = http.Get(proxy); err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n != 65*int64(len(zeros)) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if x := kept(1)[0]; x.Answer.Cut != CutRecorder || len(x.Answer.Body) > p.maxAnswer {
		t.Errorf("%d bytes are kept, cut is %q", len(x.Answer.Body), x.Answer.Cut)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestProxy_WritesWhatIsRead checks that every exchange that is kept can be read again,
// whatever clients and providers send.
func TestProxy_WritesWhatIsRead(t *testing.T) {
	t.Parallel()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, out, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.WriteString(out, "HTTP/1.1 200 OK\r\nX-Odd: a\tb\r\nX-Latin: \xe9\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
		out.Flush()
	}))
	defer upstream.Close()
	proxy, _, kept := proxied(t, upstream, "")
	f := func(target string, status int) {
		t.Helper()
		conn, err := net.Dial("tcp", strings.TrimPrefix(proxy, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "GET "+target+" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		if res.StatusCode != status {
			t.Errorf("%s: status %d, want %d", target, res.StatusCode, status)
		}
	}
	f("*", 400)
	f("/v1/models?x=\xc3\xa9", 200)
	f("/v1/m\xe9?x=\xe9", 200)
	if t.Failed() {
		return // not all are kept
	}
	for _, x := range kept(2) {
		if _, err := Read(strings.NewReader(encoded(t, x))); err != nil {
			t.Errorf("%+v: %v", x, err)
		}
	}
}
