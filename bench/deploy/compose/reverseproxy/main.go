// Command reverseproxy is the reverse proxy of Go's standard library, as the least
// that a gateway written in Go adds.
package main

import (
	"flag"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "where to listen")
	upstream := flag.String("upstream", "http://127.0.0.1:3000", "URL of the server")
	flag.Parse()
	target, err := url.Parse(*upstream)
	if err != nil {
		log.Fatal(err)
	}
	// As many as there are connections to the gateway, or they are opened anew.
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1024
	log.Fatal(http.ListenAndServe(*listen, &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			endBody(r)
		},
		Transport: transport,
	}))
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
