package admin

import (
	"context"
	"net"
	"net/http"
	"strings"

	"mock-openai/fast"
)

// Guard refuses requests from other web pages and, if s has API keys, requests without one.
// It passes the others to next.
func Guard(s *fast.Server, next http.Handler) http.Handler {
	var origins http.CrossOriginProtection
	withKey := s.RequireKey(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		checked := *r
		checked.Method = http.MethodPost // Check allows any GET, but pages must not read either
		if err := origins.Check(&checked); err != nil {
			refuse(w, http.StatusForbidden, "Web pages may not use the admin interface: "+err.Error()+".")
			return
		}
		if isRebound(r) {
			refuse(w, http.StatusForbidden, "The admin interface is reached over the loopback interface, so the Host header must be localhost or a loopback address, not "+r.Host+".")
			return
		}
		withKey.ServeHTTP(w, r)
	})
}

// isRebound reports whether r came over the loopback interface with another name in its
// Host header. A page whose own name resolves to 127.0.0.1 sends such requests (DNS
// rebinding).
func isRebound(r *http.Request) bool {
	return isLoopback(localHost(r.Context())) && !isLoopback(hostname(r.Host))
}

// localHost returns the local address of a connection, without the port.
func localHost(ctx context.Context) string {
	if addr, ok := ctx.Value(http.LocalAddrContextKey).(net.Addr); ok {
		return hostname(addr.String())
	}
	return ""
}

// hostname returns host without its port.
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
