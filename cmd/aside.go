package cmd

import (
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/admin"
)

const metricsPath = "/metrics"

// listen listens where the server is watched; nil if that is the main port.
func (f *watchFlags) listen() (net.Listener, error) {
	if f.MetricsAddr == "" {
		return nil, nil
	}
	return listen(f.MetricsAddr)
}

// serveAside serves metrics and, if they are wanted, profiles and the means to
// change the server on ln until end is called.
func (f *watchFlags) serveAside(ln net.Listener, server *fast.Server) (end func() error) {
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, server.Metrics())
	if f.Admin {
		mux.Handle("/_mock/", admin.New(server))
	}
	if f.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go s.Serve(ln)
	return s.Close
}
