package mocktest

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"testing"
)

// Handler starts a server without a port and returns what answers for it, for
// httptest.NewServer or a test's own router. Each event of a stream is flushed, and
// an answer that breaks off breaks the connection off.
func Handler(t testing.TB, options ...Option) http.Handler {
	t.Helper()
	return Start(t, slices.Concat(options, []Option{InMemory()})...).Handler()
}

// Handler answers every request as the server does.
func (m *Mock) Handler() http.Handler {
	transport := m.client.Transport.(*http.Transport).Clone()
	transport.DisableCompression = true // it is up to the client
	m.t.Cleanup(transport.CloseIdleConnections)
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, _ = strings.Cut(m.URL, "://")
			endBody(r)
		},
		Transport:     transport,
		FlushInterval: -1,
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // the server has sent nothing either
		},
		ErrorLog: log.New(discard{}, "", 0),
	}
}

// endBody ends the body of a request at its declared length. Else the transport reads on, to
// see whether there is more. If the answer has begun by then, the server has closed the body,
// and the transport breaks the answer off for that (golang/go#40747).
func endBody(r *httputil.ProxyRequest) {
	if n := r.In.ContentLength; n > 0 {
		r.Out.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(r.In.Body, n), r.In.Body}
	}
}

// discard drops log lines about answers that break off on purpose.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
