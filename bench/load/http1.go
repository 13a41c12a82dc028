package load

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"mock-openai/bench/http1"
	"mock-openai/fast/pace"
)

// http1Wire is one connection of HTTP/1.1.
type http1Wire struct {
	dial     func(context.Context) (net.Conn, error)
	idle     *Idle       // nil if connections end with the run
	head     []byte      // of requests, up to Content-Length
	typed    bool        // head says what type the body has
	conn     net.Conn    // nil if closed
	socket   socket      // of conn
	peek     *peek       // of conn
	answered bool        // conn has brought an answer
	lapsed   atomic.Bool // conn was given up
	request  []byte
	buffer   []byte
	response http1.Response
	used     pace.Instant // when the latest answer had come, or conn was opened
}

// http1 makes a wire that is not open yet.
func (r *run) http1() wire {
	typed := r.load.Header.Get("Content-Type") != ""
	return &http1Wire{dial: r.load.Dial, idle: r.load.Idle, head: r.load.head(r.target), typed: typed, buffer: make([]byte, r.bufferSize())}
}

// bufferSize is the size of the read buffers: all together have at most about 64 MiB,
// each enough for what a socket usually holds.
func (r *run) bufferSize() int {
	return min(max(64<<20/r.load.Connections, 4<<10), 64<<10)
}

// dialer opens TCP connections to the target, and speaks TLS on them for https.
func dialer(target *url.URL, config *tls.Config) func(context.Context) (net.Conn, error) {
	dial, port := new(net.Dialer).DialContext, "80"
	if target.Scheme == "https" {
		dial, port = (&tls.Dialer{Config: config}).DialContext, "443"
	}
	address := net.JoinHostPort(target.Hostname(), cmp.Or(target.Port(), port))
	return func(ctx context.Context) (net.Conn, error) { return dial(ctx, "tcp", address) }
}

// head returns the bytes of the request up to the length of its body.
func (l *Load) head(target *url.URL) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", l.Method, target.RequestURI(), cmp.Or(l.Header.Get("Host"), target.Host))
	l.Header.WriteSubset(&b, map[string]bool{"Host": true})
	return b.Bytes()
}

// Servers close idle connections, and some close one after a number of answers, without
// announcing it. Clients notice that before they send, or else send again.
const (
	// glanceAfter is how long a connection must have been idle to be looked at before a
	// request. A look takes about a microsecond, which busy connections are spared.
	glanceAfter = 10 * time.Millisecond
	// oldAfter is how long a new connection must have waited for its first request to be
	// treated like a used one.
	oldAfter = 2 * openAhead
)

func (w *http1Wire) ready() bool {
	after := oldAfter
	if w.answered {
		after = glanceAfter
	}
	return w.conn != nil && w.response.KeepAlive && (pace.Now().Sub(w.used) < after || !w.peek.hasEnded())
}

func (w *http1Wire) open(ctx context.Context, shard *shard) error {
	w.close()
	if conn := w.idle.take(); conn != nil {
		w.use(conn, true)
		return nil
	}
	return w.renew(ctx, shard)
}

// renew opens a new connection.
func (w *http1Wire) renew(ctx context.Context, shard *shard) error {
	w.close()
	start := pace.Now()
	conn, err := w.dial(ctx)
	if err != nil {
		return err
	}
	shard.connected(pace.Now().Sub(start))
	w.use(conn, false)
	return nil
}

func (w *http1Wire) use(conn net.Conn, answered bool) {
	w.conn, w.socket, w.peek, w.answered = conn, socketOf(conn), peekOf(conn), answered
	w.used, w.response.KeepAlive = pace.Now(), true
	w.lapsed.Store(false)
}

func (w *http1Wire) close() {
	if w.conn != nil {
		w.conn.Close()
		w.conn = nil
	}
}

func (w *http1Wire) release() {
	if w.idle != nil && w.conn != nil && w.response.KeepAlive {
		w.idle.put(w.conn)
		w.conn = nil
	}
	w.close()
}

func (w *http1Wire) interrupt() {
	if w.conn != nil { // nil if a new one could not be opened
		w.conn.SetDeadline(time.Now())
	}
}

// giveUp makes the exchange under way fail with errLapsed.
func (w *http1Wire) giveUp() {
	w.lapsed.Store(true)
	w.interrupt()
}

func (w *http1Wire) exchange(body []byte, same bool, a *answer, leave time.Duration) error {
	if !same {
		w.render(body)
	}
	if w.answered && a.sent.Sub(w.used) > glanceAfter && w.peek.hasEnded() {
		return errClosedIdle
	}
	if leave > 0 {
		w.conn.SetDeadline(time.Now().Add(leave))
	}
	err := w.roundTrip(a)
	if unwritten := w.socket.finish(); unwritten != nil {
		w.response.KeepAlive = false
		if err != nil && err != errLapsed && a.reads == 0 && !isTimeout(err) { // a server that has taken some of it
			err = fmt.Errorf("%v; the request was not sent whole", err)
		}
	}
	if err != nil {
		return err
	}
	w.used, w.answered = a.latest, true
	return nil
}

// The errors of an exchange whose connection the server had closed before the request: it was
// seen to be closed, the system took no byte, or the system took the request for nobody.
var (
	errClosedIdle = errors.New("idle connection closed")
	errUnsent     = errors.New("connection closed before the request")
	errLapsed     = fmt.Errorf("%w, which was sent anyway", errUnsent)
)

// closedIdle reports whether the exchange of a failed with err because the server had closed an
// idle connection: nothing of the answer came, and the server has not taken the request. If it has
// taken the request, it has failed to answer, perhaps by a reset.
func (w *http1Wire) closedIdle(a *answer, err error) bool {
	switch idle := a.sent.Sub(w.used); {
	case err == errClosedIdle:
		return true
	case err == errUnsent || err == errLapsed:
		return w.answered || idle > oldAfter
	case a.reads == 0 && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)): // the latter over TLS
		return (w.answered || idle > oldAfter) && w.peek.isUntaken(idle)
	default:
		return false
	}
}

// render makes the request.
func (w *http1Wire) render(body []byte) {
	b := append(w.request[:0], w.head...)
	if len(body) > 0 {
		if !w.typed {
			b = append(b, "Content-Type: application/json\r\n"...)
		}
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, int64(len(body)), 10)
		b = append(b, "\r\n"...)
	}
	w.request = append(append(b, "\r\n"...), body...)
}

var (
	errBehind   = errors.New("bytes behind the end of the answer")
	errNoAnswer = fmt.Errorf("connection closed before the answer: %w", io.EOF)
	errBrokeOff = fmt.Errorf("connection closed within the answer: %w", io.ErrUnexpectedEOF)
)

// closed returns the error of an answer that ends because the server has closed the connection,
// or nil if the answer is complete.
func (w *http1Wire) closed() error {
	switch err := w.response.Close(); err {
	case io.EOF:
		return errNoAnswer
	case io.ErrUnexpectedEOF:
		return errBrokeOff
	default:
		return err
	}
}

func (w *http1Wire) roundTrip(a *answer) error {
	w.response.Reset()
	out, refused := w.request, false
	for !w.response.Done() {
		n, err := w.socket.exchange(out, w.buffer)
		if n > 0 && err != nil && out != nil { // the answer came before all of the request was sent
			refused, err = true, nil
		}
		out = nil
		if n > 0 {
			a.arrived()
			if err := w.take(w.buffer[:n], a); err != nil {
				return err
			}
		}
		switch lapsed := err != nil && w.lapsed.Load(); {
		case lapsed && a.reads == 0:
			return errLapsed
		case lapsed || err == io.EOF:
			return w.closed()
		case err != nil:
			return err
		}
	}
	w.response.KeepAlive = w.response.KeepAlive && !refused
	return nil
}

// take hands what a read brought to a.
func (w *http1Wire) take(p []byte, a *answer) error {
	r := &w.response
	for len(p) > 0 && !r.Done() {
		before := r.HasHead()
		part, rest, err := r.Next(p)
		if err != nil {
			return err
		}
		if !before && r.HasHead() {
			a.head(Head{Status: r.Status, ContentType: r.ContentType(), RequestID: r.RequestID(), Encoding: r.Encoding()})
		}
		if len(part) > 0 {
			if err := a.body(part, a.bytes == 0 && r.Done()); err != nil {
				return err
			}
		}
		p = rest
	}
	if len(p) > 0 {
		return errBehind
	}
	return nil
}
