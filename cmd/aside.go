package cmd

import (
	"net"
	"net/http"
	"net/http/pprof"
	"time"
)

const metricsPath = "/metrics"

// listen listens where the server is watched; nil if that is the main port.
func (f *watchFlags) listen() (net.Listener, error) {
	if f.MetricsAddr == "" {
		return nil, nil
	}
	return listen(f.MetricsAddr)
}

// serveAside serves metrics and, if they are wanted, profiles on ln until end is
// called.
func serveAside(ln net.Listener, metrics http.Handler, profiles bool) (end func() error) {
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, metrics)
	if profiles {
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
