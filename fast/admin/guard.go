package admin

import (
	"context"
	"net"
	"net/http"
	"strings"

	"mock-openai/fast"
)

// Guard keeps web pages away from next, and where s has API keys, whoever has
// none.
func Guard(s *fast.Server, next http.Handler) http.Handler {
	var origins http.CrossOriginProtection
	locked := s.RequireKey(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := *r
		asked.Method = http.MethodPost // a page may not read either
		if err := origins.Check(&asked); err != nil {
			refuse(w, http.StatusForbidden, "Web pages may not use the admin interface: "+err.Error()+".")
			return
		}
		if isRebound(r) {
			refuse(w, http.StatusForbidden, "The admin interface is reached over the loopback interface, so the Host header must be localhost or a loopback address, not "+r.Host+".")
			return
		}
		locked.ServeHTTP(w, r)
	})
}

// isRebound reports whether r came over the loopback interface under a name that
// is not of it. A page whose own name was made to mean 127.0.0.1 asks like that.
func isRebound(r *http.Request) bool {
	return isLoopback(localHost(r.Context())) && !isLoopback(hostname(r.Host))
}

// localHost is the address that a connection came to.
func localHost(ctx context.Context) string {
	if addr, ok := ctx.Value(http.LocalAddrContextKey).(net.Addr); ok {
		return hostname(addr.String())
	}
	return ""
}

// hostname is host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func isLoopback(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || net.ParseIP(name).IsLoopback()
}
