package programtest

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// NewGateway returns the reverse proxy of the standard library. Its transport would read a
// body on after the declared length, which the server may have closed by then
// (golang/go#40747): the gateway ends it.
func NewGateway(rewrite func(*httputil.ProxyRequest), transport http.RoundTripper) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		if n := r.In.ContentLength; n > 0 {
			r.Out.Body = struct {
				io.Reader
				io.Closer
			}{io.LimitReader(r.In.Body, n), r.In.Body}
		}
		rewrite(r)
	}}
}

// To sends requests to a server.
func To(server *url.URL) func(*httputil.ProxyRequest) {
	return func(r *httputil.ProxyRequest) { r.SetURL(server) }
}
