package load_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
)

// taciturn is a server that closes connections without a word.
type taciturn struct {
	answers []int              // of each connection before it is closed; the last goes for all further ones, and -1 for any number
	last    string             // what the request after those is told
	hold    time.Duration      // that it takes to close then
	idle    time.Duration      // without a request until it closes, too; 0 means any time
	end     func(*net.TCPConn) // how it closes; nil means with a close_notify over TLS
	tls     *tls.Config        // nil without
}

// start returns the URL of s, which ends with the test.
func (s taciturn) start(t *testing.T) string {
	t.Helper()
	ln := listen(t, func(i int, conn *net.TCPConn) { s.talk(conn, s.answers[min(i, len(s.answers)-1)]) })
	if s.tls != nil {
		return "https://" + ln
	}
	return "http://" + ln
}

// listen has talk serve each connection, and returns the address.
func listen(t *testing.T, talk func(i int, conn *net.TCPConn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for i := 0; ; i++ {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go talk(i, conn.(*net.TCPConn))
		}
	}()
	return ln.Addr().String()
}

const smallAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

func (s taciturn) talk(tcp *net.TCPConn, answers int) {
	conn := net.Conn(tcp)
	defer func() { conn.Close() }()
	if s.tls != nil {
		conn = tls.Server(tcp, s.tls)
	}
	r := bufio.NewReader(conn)
	for n := 0; ; n++ {
		if s.idle > 0 && n > 0 {
			conn.SetReadDeadline(time.Now().Add(s.idle))
		}
		req, err := http.ReadRequest(r)
		if err != nil {
			break
		}
		io.Copy(io.Discard, req.Body)
		if n == answers {
			io.WriteString(conn, s.last)
			time.Sleep(s.hold)
			break
		}
		io.WriteString(conn, smallAnswer)
	}
	if s.end != nil {
		s.end(tcp)
	}
}

// ends are ways to close a connection.
var ends = map[string]func(*net.TCPConn){
	"close": nil,
	"FIN":   func(c *net.TCPConn) { c.Close() },
	"half":  func(c *net.TCPConn) { c.CloseWrite(); io.Copy(io.Discard, c) },
	"reset": func(c *net.TCPConn) { c.SetLinger(0); c.Close() },
}

// certified returns the configurations of a server and of its client.
func certified() (server, client *tls.Config) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	return s.TLS, s.Client().Transport.(*http.Transport).TLSClientConfig
}

// tally is a Checker that counts requests and whole answers.
type tally struct{ begun, whole *atomic.Int64 }

func (c tally) Begin(int64, []byte)       { c.begun.Add(1) }
func (c tally) Head(load.Head)            {}
func (c tally) Event(sse.Event, int) bool { return false }
func (c tally) Body([]byte, bool)         {}
func (c tally) End(err error) {
	if err == nil {
		c.whole.Add(1)
	}
}

// TestLoad_Resends has the server close connections while a request is on its way.
func TestLoad_Resends(t *testing.T) {
	const requests, each = 60, 4
	server, client := certified()
	f := func(name string, l load.Load, s taciturn) {
		t.Helper()
		c := tally{new(atomic.Int64), new(atomic.Int64)}
		s.answers = []int{each}
		l.URL, l.TLS, l.Connections, l.Requests = s.start(t), client, 1, requests
		l.Checker = func() load.Checker { return c }
		r := loadtest.Run(t, l)
		const conns = requests / each
		if r.Requests != requests || r.Sent != requests || r.Latency.Count() != requests || c.begun.Load() != requests || c.whole.Load() != requests {
			t.Errorf("%s: %d of %d requests, %d timed, %d begun and %d whole for the checker", name, r.Requests, r.Sent, r.Latency.Count(), c.begun.Load(), c.whole.Load())
		}
		if r.Resent != conns-1 || r.Connect.Count() != conns {
			t.Errorf("%s: %d requests sent again, %d connections, want %d", name, r.Resent, r.Connect.Count(), conns)
		}
	}
	for name, end := range ends {
		f(name, load.Load{}, taciturn{end: end})
		f(name+" over TLS", load.Load{Body: []byte("{}")}, taciturn{end: end, tls: server})
		pacer, err := load.NewPacer("poisson", 1000, 1)
		if err != nil {
			t.Fatal(err)
		}
		f(name+" paced", load.Load{Targeter: load.NewBodies([]byte(load.Unique)), Pacer: load.Ramp(pacer, 10*time.Millisecond)}, taciturn{end: end})
	}
}

// TestLoad_ResendsNot wants errors where the server has failed, on a new connection or within
// an answer.
func TestLoad_ResendsNot(t *testing.T) {
	f := func(errors, resent int64, s taciturn) {
		t.Helper()
		r, err := load.Load{URL: s.start(t), Connections: 1, Requests: 10}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != errors || r.Resent != resent || r.Requests != 10-errors {
			t.Errorf("%v, %q: %d errors, %d sent again, want %d and %d", s.answers, s.last, r.Errors, r.Resent, errors, resent)
		}
	}
	f(10, 0, taciturn{answers: []int{0}})
	f(9, 1, taciturn{answers: []int{1, 0}})
	f(0, 1, taciturn{answers: []int{1, -1}})
	f(1, 1, taciturn{answers: []int{1, 0, -1}})
	f(1, 0, taciturn{answers: []int{1, -1}, last: "HTTP/1.1 2"})
	f(1, 0, taciturn{answers: []int{1, -1}, last: "HTTP/1.1 100 Continue\r\n\r\n"})
	f(1, 0, taciturn{answers: []int{1, -1}, last: smallAnswer[:len(smallAnswer)-1]})
}

// once is a Pacer of a single request, due at that time.
type once time.Duration

func (o once) Next() time.Duration { return time.Duration(o) }

// TestLoad_ResendsFirst has a connection wait long for its first request, and not long.
func TestLoad_ResendsFirst(t *testing.T) {
	f := func(wait time.Duration, errors, resent int64) {
		t.Helper()
		r, err := load.Load{URL: taciturn{answers: []int{0, -1}}.start(t), Connections: 1, Requests: 1, Pacer: once(wait)}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if r.Errors != errors || r.Resent != resent {
			t.Errorf("after %v: %d errors, %d sent again, want %d and %d", wait, r.Errors, r.Resent, errors, resent)
		}
	}
	f(0, 1, 0)
	f(700*time.Millisecond, 0, 1)
}

// TestLoad_ResentTimes counts the times of an answer from when its request was first sent.
func TestLoad_ResentTimes(t *testing.T) {
	const hold = 100 * time.Millisecond
	url := taciturn{answers: []int{1, -1}, hold: hold}.start(t)
	r := loadtest.Run(t, load.Load{URL: url, Connections: 1, Requests: 2})
	if longest := r.Latency.Quantile(1); r.Resent != 1 || longest < hold {
		t.Errorf("%d sent again, the longest answer took %v, want %v", r.Resent, longest, hold)
	}
}

// TestLoad_ResentToNobody has no second connection come about.
func TestLoad_ResentToNobody(t *testing.T) {
	type dial = func(context.Context) (net.Conn, error)
	f := func(ctx context.Context, how string, second dial, l load.Load, of func(*load.Result) int64) {
		t.Helper()
		address, dials := listen(t, func(_ int, conn *net.TCPConn) { taciturn{}.talk(conn, 1) }), 0
		l.URL, l.Connections, l.Requests = "http://"+address, 1, 2
		l.Dial = func(ctx context.Context) (net.Conn, error) {
			if dials++; dials == 1 {
				return net.Dial("tcp", address)
			}
			return second(ctx)
		}
		r, err := l.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if r.Requests != 1 || r.Sent != 2 || r.Resent != 0 || of(r) != 1 {
			t.Errorf("%s: %d of %d requests, %d sent again, %d errors, %d cut off: %v", how, r.Requests, r.Sent, r.Resent, r.Errors, r.CutOff, r.Err)
		}
	}
	refused := func(context.Context) (net.Conn, error) { return nil, errors.New("refused") }
	hangs := func(ctx context.Context) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupted := func(ctx context.Context) (net.Conn, error) {
		interrupt()
		return hangs(ctx)
	}
	f(t.Context(), "error", refused, load.Load{}, func(r *load.Result) int64 { return r.Errors - r.Timeouts })
	f(t.Context(), "timeout", hangs, load.Load{Timeout: 100 * time.Millisecond}, func(r *load.Result) int64 { return r.Timeouts })
	f(ctx, "interrupt", interrupted, load.Load{}, func(r *load.Result) int64 { return r.CutOff })
}

// TestLoad_ResentAndLeft has clients leave, also while their request is sent again.
func TestLoad_ResentAndLeft(t *testing.T) {
	url := taciturn{answers: []int{2}, hold: time.Millisecond}.start(t)
	r := loadtest.Run(t, load.Load{URL: url, Connections: 4, Requests: 400, Leave: 0.4})
	if r.Left == 0 || r.Resent == 0 || r.Requests+r.Left != 400 {
		t.Errorf("%d whole, %d left, %d sent again of 400", r.Requests, r.Left, r.Resent)
	}
}

// TestLoad_GoAway has a server of HTTP/2 close connections with a request under way that it
// says it has not taken.
func TestLoad_GoAway(t *testing.T) {
	const requests, each = 12, 3
	address := listen(t, func(_ int, conn *net.TCPConn) { goAway(conn, each) })
	for _, body := range []string{"", "{}"} {
		r := loadtest.Run(t, load.Load{URL: "http://" + address, HTTP2: true, Connections: 1, Requests: requests, Body: []byte(body)})
		if r.Requests != requests || r.Resent != requests/each-1 || r.Connect.Count() != requests/each {
			t.Errorf("%q: %d requests, %d sent again, %d connections", body, r.Requests, r.Resent, r.Connect.Count())
		}
	}
}

// goAway answers so many requests of HTTP/2, and refuses the next with a GOAWAY.
func goAway(conn net.Conn, answers uint32) {
	defer conn.Close()
	io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
	f := http2.NewFramer(conn, conn)
	f.WriteSettings()
	var head bytes.Buffer
	block := hpack.NewEncoder(&head)
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch h := frame.Header(); {
		case h.Type == http2.FrameSettings && !h.Flags.Has(http2.FlagSettingsAck):
			f.WriteSettingsAck()
		case h.Type == http2.FrameHeaders && h.StreamID > 2*answers:
			f.WriteGoAway(2*answers-1, http2.ErrCodeNo, nil)
			io.Copy(io.Discard, conn)
			return
		case (h.Type == http2.FrameHeaders || h.Type == http2.FrameData) && h.Flags.Has(http2.FlagDataEndStream):
			head.Reset()
			block.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
			block.WriteField(hpack.HeaderField{Name: "content-type", Value: "application/json"})
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: h.StreamID, BlockFragment: head.Bytes(), EndHeaders: true})
			f.WriteData(h.StreamID, true, []byte("{}"))
		}
	}
}
