package recording

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// ProxyConfig says what a Proxy records.
type ProxyConfig struct {
	Upstream *url.URL                       // the provider, with a base path if it has one
	TLS      *tls.Config                    // nil means the usual checks
	HTTP2    bool                           // speak HTTP/2, without TLS by prior knowledge; else ALPN decides
	Ended    func(*Exchange)                // called as each exchange ends, by several goroutines at once
	Failed   func(r *http.Request, _ error) // called where no answer of the provider is passed on; likewise
}

// Proxy passes requests on to a provider, and records what it answers. It asks for answers
// that are not compressed.
type Proxy struct {
	ended     func(*Exchange)
	failed    func(*http.Request, error)
	upstream  string
	host      string // of the provider
	transport *http.Transport
	forward   *httputil.ReverseProxy
	stopped   atomic.Bool

	maxRequest int64
	maxAnswer  int
}

// NewProxy returns a proxy.
func NewProxy(c ProxyConfig) *Proxy {
	p := &Proxy{
		ended: c.Ended, failed: c.Failed, upstream: c.Upstream.Scheme + "://" + c.Upstream.Host + c.Upstream.Path, host: c.Upstream.Host,
		maxRequest: MaxRequest, maxAnswer: MaxAnswer,
	}
	p.transport = &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DisableCompression:  true,
		MaxIdleConnsPerHost: 1024,
		IdleConnTimeout:     time.Minute,
		TLSHandshakeTimeout: 10 * time.Second,
		TLSClientConfig:     c.TLS,
		Protocols:           new(http.Protocols),
	}
	p.transport.Protocols.SetHTTP2(true)
	p.transport.Protocols.SetHTTP1(!c.HTTP2)
	p.transport.Protocols.SetUnencryptedHTTP2(c.HTTP2)
	p.forward = &httputil.ReverseProxy{
		Transport:      p.transport,
		FlushInterval:  -1,
		ErrorLog:       log.New(io.Discard, "", 0),
		Rewrite:        func(r *httputil.ProxyRequest) { rewrite(r, c.Upstream) },
		ModifyResponse: p.record,
		ErrorHandler:   p.fail,
	}
	return p
}

// Stop marks the exchanges that end early from now on as cut by the recorder.
func (p *Proxy) Stop() { p.stopped.Store(true) }

// Close closes idle connections to the provider.
func (p *Proxy) Close() { p.transport.CloseIdleConnections() }

// exchangeKey is the key of the exchange in the context of a request.
type exchangeKey struct{}

// underway is an exchange that has begun.
type underway struct {
	x     *Exchange
	watch *stopwatch
}

// ServeHTTP passes on a request, once it has come whole.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.RequestURI(), "/") { // such as the PRI * of HTTP/2
		refuse(w, http.StatusBadRequest, "The request must name a path.")
		return
	}
	if isWebSocket(r.Header) {
		p.failed(r, errWebSocket)
		refuse(w, http.StatusNotImplemented, "The recorder does not pass on WebSockets. Connect to the provider itself.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, p.maxRequest))
	if long := (*http.MaxBytesError)(nil); errors.As(err, &long) {
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("The request body has more than %d bytes.", p.maxRequest))
		return
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "The request body is incomplete.")
		return
	}
	x := &Exchange{Upstream: p.upstream, Request: Request{
		Method: r.Method, Path: WithoutSecrets(r.URL.RequestURI()), Headers: headersOf(r.Header), Body: body,
	}}
	r, watch := traced(r)
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, underway{x, watch}))
	r.Body, r.ContentLength, r.TransferEncoding = http.NoBody, int64(len(body)), nil
	if len(body) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	p.forward.ServeHTTP(w, r)
}

var errWebSocket = errors.New("WebSockets are not recorded")

// isWebSocket reports whether a request asks for WebSocket. What it asks for otherwise, such
// as HTTP/2, is up to the server.
func isWebSocket(h http.Header) bool {
	for protocol := range strings.SplitSeq(strings.Join(h["Upgrade"], ","), ",") {
		if strings.EqualFold(strings.TrimSpace(protocol), "websocket") {
			return true
		}
	}
	return false
}

// rewrite directs a request to the provider.
func rewrite(r *httputil.ProxyRequest, upstream *url.URL) {
	r.Out.URL.RawQuery = r.In.URL.RawQuery // as the client wrote it
	r.SetURL(upstream)
	r.Out.Header.Set("Accept-Encoding", "identity")
	r.Out.Header.Del("Connection") // no other protocol is recorded
	r.Out.Header.Del("Upgrade")
}

// record has the body of an answer recorded while it is passed on.
func (p *Proxy) record(res *http.Response) error {
	u := res.Request.Context().Value(exchangeKey{}).(underway)
	u.x.Began = *u.watch.sent.Load()
	u.x.Answer = Answer{Status: res.StatusCode, Headers: headersOf(res.Header), Begin: max(u.watch.elapsed(), 0)}
	res.Body = &answerRecorder{
		ReadCloser: res.Body, proxy: p, x: u.x, watch: u.watch,
		split: splitterOf(res.Header.Get("Content-Type")),
	}
	return nil
}

// fail answers a request that the provider has not answered.
func (p *Proxy) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // the client has left
	}
	p.failed(r, fmt.Errorf("no answer from %s: %w", p.host, err))
	refuse(w, http.StatusBadGateway, "The recorder could not reach the upstream: "+err.Error())
}

// refuse answers with an error in OpenAI's envelope.
func refuse(w http.ResponseWriter, status int, message string) {
	kind := "invalid_request_error"
	if status >= http.StatusInternalServerError {
		kind = "server_error"
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": message, "type": kind, "param": nil, "code": nil}})
}
