package h2_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// needPriorKnowledge skips the test on a system without HTTP/2 without TLS.
func needPriorKnowledge(t testing.TB) {
	t.Helper()
	if !h2.PriorKnowledge {
		t.Skip("h2c is not supported on this system")
	}
}

// serve answers with handler over HTTP/2 without TLS until the test ends.
func serve(t testing.TB, handler fasthttp.RequestHandler) (url string, client *http.Client) {
	t.Helper()
	return serveWith(t, h2.Config{}, handler)
}

// serveWith is serve with the timeouts of c.
func serveWith(t testing.TB, c h2.Config, handler fasthttp.RequestHandler) (url string, client *http.Client) {
	t.Helper()
	needPriorKnowledge(t)
	c.Malformed = func(ctx *fasthttp.RequestCtx, err error) { ctx.Error(err.Error(), fasthttp.StatusBadRequest) }
	c.MaxHeader, c.MaxBody, c.Name = 1000, 100_000, "test"
	s := h2.New(handler, c)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	one := &fasthttp.Server{Handler: handler}
	served := make(chan error, 1)
	go func() { served <- one.Serve(s.Split(ln)) }()
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := errors.Join(s.Shutdown(ctx), one.Shutdown(), <-served); err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String(), &http.Client{Transport: transport}
}

// do sends a request and returns its answer.
func do(t testing.TB, client *http.Client, req *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func newRequest(t testing.TB, method, url string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// TestRequest checks that the handler sees the same as a handler of HTTP/1.1.
func TestRequest(t *testing.T) {
	url, client := serve(t, func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Request.Header
		if string(ctx.Method()) != "POST" || string(h.RequestURI()) != "/a%2Fb//c?d=e" || string(ctx.Path()) != "/a/b/c" || string(ctx.Host()) != "name" {
			t.Errorf("%s %s, path %s, host %s", ctx.Method(), h.RequestURI(), ctx.Path(), ctx.Host())
		}
		if v := h.PeekAll("X-Two"); len(v) != 2 || string(v[0]) != "1" || string(v[1]) != "2" {
			t.Errorf("two fields are %q", v)
		}
		if string(h.ContentType()) != "a/b" || string(h.Cookie("k")) != "v" || h.ContentLength() != len(ctx.PostBody()) || !h.IsHTTP11() {
			t.Errorf("header is %s", h)
		}
		if !ctx.RemoteIP().IsLoopback() || !ctx.LocalIP().IsLoopback() || time.Since(ctx.Time()) > time.Hour {
			t.Errorf("from %v to %v at %v", ctx.RemoteAddr(), ctx.LocalAddr(), ctx.Time())
		}
		ctx.Write(ctx.PostBody())
	})
	f := func(body string, length int64) {
		t.Helper()
		req := newRequest(t, "POST", url+"/a%2Fb//c?d=e", strings.NewReader(body))
		req.Host, req.ContentLength = "name", length
		req.Header = http.Header{"X-Two": {"1", "2"}, "Content-Type": {"a/b"}, "Cookie": {"k=v"}}
		req.Trailer = http.Header{"X-After": {"all"}}
		if res, echo := do(t, client, req); res.ProtoMajor != 2 || echo != body {
			t.Errorf("%d bytes of length %d: %d come back in %s", len(body), length, len(echo), res.Proto)
		}
	}
	for _, size := range []int{1, 511, 512, 513, 70_000, 100_000} {
		f(strings.Repeat("x", size), int64(size))
		f(strings.Repeat("y", size), -1)
	}
}

func TestRequest_TooLarge(t *testing.T) {
	url, client := serve(t, func(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("fine") })
	f := func(want string, header string, body string, length int64) {
		t.Helper()
		req := newRequest(t, "POST", url, strings.NewReader(body))
		req.ContentLength = length
		req.Header.Set("X-Long", header)
		if _, got := do(t, client, req); got != want {
			t.Errorf("%d bytes of header, %d of body: %q, want %q", len(header), len(body), got, want)
		}
	}
	huge, long := strings.Repeat("x", 200_000), strings.Repeat("h", 1000)
	f("fine", "", "", 0)
	f(h2.ErrHeaderTooLarge.Error(), long, "", 0)
	f(fasthttp.ErrBodyTooLarge.Error(), "", huge, int64(len(huge)))
	f(fasthttp.ErrBodyTooLarge.Error(), "", huge, -1)
	f("fine", "", huge[:100_000], -1)
}

// TestResponse checks header and body as the handler has set them.
func TestResponse(t *testing.T) {
	url, client := serve(t, func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Response.Header
		switch string(ctx.Path()) {
		case "/lines":
			h.Set("X-Block", "first  Second: 2  Third: 3")
			block := h.Peek("X-Block")
			copy(block[len("first"):], "\r\n")
			copy(block[len("first  Second: 2"):], "\r\n")
			h.Add("X-Two", "1")
			h.Add("X-Two", "2")
			h.Set("Transfer-Encoding", "chunked")
			h.Set("Keep-Alive", "timeout=5")
			h.Set("Content-Length", "3")
			ctx.SetStatusCode(fasthttp.StatusTeapot)
			ctx.SetBodyString("body")
		case "/none":
			ctx.SetStatusCode(fasthttp.StatusNoContent)
		case "/stream":
			ctx.SetBodyStreamWriter(func(w *bufio.Writer) { io.WriteString(w, "a"); w.Flush(); io.WriteString(w, "b") })
		}
	})
	res, body := do(t, client, newRequest(t, "GET", url+"/lines", nil))
	if res.StatusCode != 418 || body != "body" || res.ContentLength != 4 || res.Header.Get("Server") != "test" {
		t.Errorf("status %d, %q, header %v", res.StatusCode, body, res.Header)
	}
	for name, want := range map[string]string{"X-Block": "first", "Second": "2", "Third": "3", "X-Two": "1 2", "Transfer-Encoding": "", "Keep-Alive": "", "Content-Type": ""} {
		if got := strings.Join(res.Header.Values(name), " "); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if res, body := do(t, client, newRequest(t, "HEAD", url+"/lines", nil)); body != "" || res.ContentLength != 4 {
		t.Errorf("HEAD: %q of length %d", body, res.ContentLength)
	}
	if res, body := do(t, client, newRequest(t, "GET", url+"/none", nil)); res.StatusCode != 204 || body != "" || res.Header.Get("Content-Length") != "" {
		t.Errorf("status %d, %q, header %v", res.StatusCode, body, res.Header)
	}
	if res, body := do(t, client, newRequest(t, "GET", url+"/stream", nil)); body != "ab" || res.ContentLength != -1 {
		t.Errorf("stream: %q of length %d", body, res.ContentLength)
	}
	if res, body := do(t, client, newRequest(t, "HEAD", url+"/stream", nil)); body != "" {
		t.Errorf("HEAD of a stream: %q, status %d", body, res.StatusCode)
	}
}

// TestResponse_Reset checks that handlers that end a connection of HTTP/1.1 end their
// stream and no other.
func TestResponse_Reset(t *testing.T) {
	url, client := serve(t, func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Path()) {
		case "/close":
			ctx.Conn().Close()
		case "/hijack":
			ctx.HijackSetNoResponse(true)
			ctx.Hijack(func(c net.Conn) {})
		case "/panic":
			panic("a bug")
		case "/later":
			conn := ctx.Conn()
			ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
				io.WriteString(w, "half")
				w.Flush()
				conn.Close()
			})
		case "/leave":
			ctx.SetConnectionClose()
			ctx.SetBodyString("left")
		default:
			ctx.SetBodyString("fine")
		}
	})
	for _, path := range []string{"/close", "/hijack", "/panic"} {
		if res, err := client.Do(newRequest(t, "GET", url+path, nil)); err == nil {
			res.Body.Close()
			t.Errorf("%s: status %d", path, res.StatusCode)
		}
		if _, body := do(t, client, newRequest(t, "GET", url, nil)); body != "fine" {
			t.Errorf("after %s: %q", path, body)
		}
	}
	res, err := client.Do(newRequest(t, "GET", url+"/later", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err == nil || string(body) != "half" {
		t.Errorf("reset after half: %q, %v", body, err)
	}
	for range 2 {
		if _, body := do(t, client, newRequest(t, "GET", url+"/leave", nil)); body != "left" {
			t.Errorf("connection to close: %q", body)
		}
	}
}

// TestContext checks that the handler notices when a client leaves.
func TestContext(t *testing.T) {
	gone := make(chan struct{})
	url, client := serve(t, func(ctx *fasthttp.RequestCtx) {
		stream := ctx.Conn().(interface{ Context() context.Context })
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			io.WriteString(w, "a")
			w.Flush()
			<-stream.Context().Done()
			close(gone)
		})
	})
	res, err := client.Do(newRequest(t, "GET", url, nil))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Read(make([]byte, 1))
	res.Body.Close()
	<-gone
}
