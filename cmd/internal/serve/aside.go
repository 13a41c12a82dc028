package serve

import (
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"mock-openai/cmd/internal/port"
	"mock-openai/fast"
	"mock-openai/fast/admin"
)

const (
	metricsPath = "/metrics"
	adminPath   = "/_mock/"
)

// listen returns the listener of --metrics-addr, or nil if metrics share the main port.
func (f *watchFlags) listen() (net.Listener, error) {
	if f.MetricsAddr == "" {
		return nil, nil
	}
	return port.Listen(f.MetricsAddr, "--metrics-addr")
}

// pageURL returns the URL of the live page, or "" if ln does not serve it.
func (c *Command) pageURL(ln net.Listener) string {
	if !c.Admin || ln == nil {
		return ""
	}
	return "http://" + reachable(ln.Addr()) + adminPath
}

// serveAside serves metrics on ln until end is called, and profiles and the admin interface
// if flags ask for them.
func (c *Command) serveAside(ln net.Listener, server *fast.Server, log *slog.Logger) (end func() error) {
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, server.Metrics())
	first := metricsPath
	if c.Admin {
		mux.Handle(adminPath, admin.New(server))
		first = adminPath
	}
	mux.Handle("GET /{$}", http.RedirectHandler(first, http.StatusFound)) // for a browser that opens the address
	if c.Pprof {
		mux.Handle("/debug/pprof/", admin.Guard(server, profiles()))
	}
	s := newAside(mux, log)
	go s.Serve(ln)
	return s.Close
}

// newAside returns a server whose timeouts let no client hold it up.
func newAside(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second, // package pprof moves it as far as a profile takes
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// openAdmin is a flag that lets anyone on the network change the server, and the address
// where they can.
type openAdmin struct{ flag, address string }

// openAdmins returns all flags that do so.
func (c *Command) openAdmins(main, aside net.Listener) (all []openAdmin) {
	add := func(flag string, ln net.Listener) {
		if addr, ok := ln.Addr().(*net.TCPAddr); ok && !addr.IP.IsLoopback() {
			all = append(all, openAdmin{flag, addr.String()})
		}
	}
	if c.Admin {
		add("--admin", aside)
	}
	if c.AdminOnMain {
		add("--admin-on-main", main)
	}
	return all
}
