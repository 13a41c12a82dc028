package fast

import (
	"fmt"
	"log/slog"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/render"
)

// newHTTP2 returns the server for HTTP/2 connections.
func (s *Server) newHTTP2(handler fasthttp.RequestHandler, unreadable func(*fasthttp.RequestCtx, error)) *h2.Server {
	return h2.New(handler, h2.Config{
		TLS:       s.config.Transport.TLS,
		NotTLS:    appendHTTP1(nil, apierr.NotTLS),
		Malformed: unreadable,
		MaxHeader: maxHeader,
		MaxBody:   s.config.Limits.MaxBody,
		Memory:    s.memory,
		Name:      serverName,

		ReadTimeout:    s.config.Transport.ReadTimeout,
		WriteTimeout:   s.config.Transport.WriteTimeout,
		IdleTimeout:    s.config.Transport.IdleTimeout,
		ReceiveTimeout: s.config.Transport.ReceiveTimeout,

		Log: slog.NewLogLogger(s.config.Observation.Log.Handler(), slog.LevelDebug),
	})
}

// appendHTTP1 appends e as an HTTP/1.1 response that closes the connection.
func appendHTTP1(dst []byte, e *apierr.Error) []byte {
	body := openai.Dialect.AppendError(nil, e, render.NewID())
	return fmt.Appendf(dst, "HTTP/1.1 %d %s\r\nServer: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		e.Status, fasthttp.StatusMessage(e.Status), serverName, len(body), body)
}
