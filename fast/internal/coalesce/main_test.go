package coalesce

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) {
	leak.Main(m)
}

// never is the Config of tests that are not about parking.
var never = Config{ParkAfter: -1}

// often parks as soon as possible.
var often = Config{ParkAfter: time.Millisecond}

// eventually waits for ok, as long as the test binary may run.
func eventually(ok func() bool) {
	for !ok() {
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
}

func listenTCP(t testing.TB) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// start serves h on ln until the test ends, then waits until nothing is left:
// fasthttp closes a connection a moment after it has stopped counting it.
func start(t testing.TB, ln *Listener, srv *fasthttp.Server) {
	t.Helper()
	srv.ConnState = ConnState
	srv.Logger = quiet{}
	stop := serve(t, ln, srv)
	t.Cleanup(func() {
		stop()
		eventually(func() bool { return ln.Open()+ln.Parked() == 0 })
	})
}

// serve serves on ln and returns a function that shuts the server down.
func serve(t testing.TB, ln net.Listener, srv *fasthttp.Server) (stop func()) {
	srv.MaxIdleWorkerDuration = 10 * time.Millisecond // the pool's cleaner sleeps that long before it ends
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	return func() {
		if err := srv.ShutdownWithContext(context.Background()); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	}
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

// countingListener counts the writes of its connections.
type countingListener struct {
	net.Listener
	writes atomic.Int64
}

func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &countingConn{TCPConn: c.(*net.TCPConn), writes: &l.writes}, nil
}

type countingConn struct {
	*net.TCPConn
	writes *atomic.Int64
}

func (c *countingConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.TCPConn.Write(p)
}

// client is one connection that speaks HTTP/1.1.
type client struct {
	net.Conn
	t testing.TB
	r *bufio.Reader
}

func dial(t testing.TB, addr net.Addr) *client {
	t.Helper()
	c, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return newClient(t, c)
}

func newClient(t testing.TB, c net.Conn) *client {
	return &client{Conn: c, t: t, r: bufio.NewReader(c)}
}

func (c *client) send(s string) {
	c.t.Helper()
	if _, err := io.WriteString(c, s); err != nil {
		c.t.Fatalf("cannot send %.40q: %v", s, err)
	}
}

// expect reads a response and compares its body.
func (c *client) expect(body string) {
	c.t.Helper()
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		c.t.Fatalf("cannot read response: %v", err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("cannot read body: %v", err)
	}
	if string(got) != body {
		c.t.Fatalf("got body %.80q (%d bytes), want %.80q (%d bytes)", got, len(got), body, len(body))
	}
}

func (c *client) expectEOF() {
	c.t.Helper()
	if b, err := c.r.ReadByte(); err != io.EOF {
		c.t.Fatalf("got byte %q, error %v, want EOF", b, err)
	}
}

func get(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n" }

func post(path, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

const streamEvents = 17

var (
	event      = "data: " + strings.Repeat("x", 250) + "\n\n"
	streamBody = strings.Repeat(event, streamEvents)
)

// handle answers /stream with streamBody, one event at a time, and everything else
// with the body or, if there is none, the path of the request.
func handle(ctx *fasthttp.RequestCtx) {
	switch {
	case string(ctx.Path()) == "/stream":
		collect(ctx)
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			for range streamEvents {
				w.WriteString(event)
				w.Flush()
			}
		})
	case len(ctx.PostBody()) > 0:
		ctx.SetBody(ctx.PostBody())
	default:
		ctx.SetBody(ctx.Path())
	}
}

// collect makes the response a single write.
func collect(ctx *fasthttp.RequestCtx) {
	if c, ok := From(ctx.Conn()); ok {
		c.Collect(true)
	}
}
