package load

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"mock-openai/fast/pace"
)

// http2Wire carries one stream of HTTP/2 at a time. All wires of a run share the
// connections of one transport.
type http2Wire struct {
	transport *http.Transport
	shard     *atomic.Pointer[shard] // that counts connections
	load      *Load
	header    http.Header
	host      string                                  // "" is that of the URL
	base      context.Context                         // of all exchanges
	on        net.Conn                                // that the exchange under way is tried on
	moved     bool                                    // from one connection to another
	cancel    atomic.Pointer[context.CancelCauseFunc] // of the exchange under way
	stopped   atomic.Bool                             // interrupted, until it is closed
	buffer    []byte
}

// http2 returns what makes the wires of the run.
func (r *run) http2() func() wire {
	l, counts := &r.load, new(atomic.Pointer[shard])
	dial := func(ctx context.Context) (net.Conn, error) {
		start := pace.Now()
		conn, err := l.Dial(ctx)
		if err == nil {
			counts.Load().connected(pace.Now().Sub(start))
		}
		return conn, err
	}
	transport := &http.Transport{Protocols: new(http.Protocols), DisableCompression: true}
	if r.target.Scheme == "https" {
		transport.Protocols.SetHTTP2(true)
	} else {
		transport.Protocols.SetUnencryptedHTTP2(true)
	}
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }
	transport.DialTLSContext = transport.DialContext
	header := l.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	if l.Method != http.MethodGet && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	host := header.Get("Host")
	header.Del("Host")
	return func() wire {
		w := &http2Wire{transport: transport, shard: counts, load: l, header: header, host: host, buffer: make([]byte, r.bufferSize())}
		w.base = httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{GotConn: w.gotConn})
		return w
	}
}

// gotConn is called when the transport has chosen a connection. It chooses another one if a
// GOAWAY says that the server has not taken the request.
func (w *http2Wire) gotConn(got httptrace.GotConnInfo) {
	w.moved = w.moved || w.on != nil && w.on != got.Conn
	w.on = got.Conn
}

// withHTTP2 has TLS offer HTTP/2 alone.
func withHTTP2(config *tls.Config) *tls.Config {
	if config == nil {
		config = new(tls.Config)
	}
	config = config.Clone()
	config.NextProtos = []string{"h2"}
	return config
}

func (w *http2Wire) ready() bool { return w.shard.Load() != nil }

// open leaves it to the transport to connect.
func (w *http2Wire) open(_ context.Context, shard *shard) error {
	w.shard.CompareAndSwap(nil, shard)
	return nil
}

func (w *http2Wire) close() {
	w.stopped.Store(false)
	w.transport.CloseIdleConnections()
}

func (w *http2Wire) release() { w.close() }

func (w *http2Wire) interrupt() {
	w.stopped.Store(true)
	if cancel := w.cancel.Load(); cancel != nil {
		(*cancel)(errTimeout)
	}
}

func (w *http2Wire) exchange(body []byte, _ bool, a *answer, leave time.Duration) error {
	ctx, cancel := context.WithCancelCause(w.base)
	defer cancel(nil)
	w.cancel.Store(&cancel)
	if w.stopped.Load() { // before there was something to cancel
		return errTimeout
	}
	if leave > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, leave)
		defer stop()
	}
	req, err := http.NewRequestWithContext(ctx, w.load.Method, w.load.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header, req.Host = w.header, w.host
	w.on, w.moved = nil, false
	res, err := w.transport.RoundTrip(req)
	a.resent = w.moved
	if err != nil {
		return err
	}
	defer res.Body.Close()
	a.arrived()
	a.head(Head{
		Status:      res.StatusCode,
		Encoding:    []byte(res.Header.Get("Content-Encoding")),
		ContentType: []byte(res.Header.Get("Content-Type")),
		RequestID:   []byte(cmp.Or(res.Header.Get("X-Request-Id"), res.Header.Get("Request-Id"), res.Header.Get("X-Debug-Trace-Id"), res.Header.Get("X-Amzn-Requestid"))),
	})
	for {
		n, err := res.Body.Read(w.buffer)
		if n > 0 {
			a.arrived()
			if err := a.body(w.buffer[:n], false); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
