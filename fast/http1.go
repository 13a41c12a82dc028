package fast

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/front"
)

// maxHeader is the longest request header in bytes. Longer ones are answered with 431.
const maxHeader = 16 << 10

// newHTTP1 returns the server for HTTP/1.1 connections.
func (s *Server) newHTTP1(handler fasthttp.RequestHandler, unreadable func(*fasthttp.RequestCtx, error)) *fasthttp.Server {
	return &fasthttp.Server{
		Handler:                      handler,
		ErrorHandler:                 unreadable,
		HeaderReceived:               s.connections.bodies.HeaderReceived,
		ExpectHandler:                front.Expect(s.connections.bodies, unreadable),
		Name:                         serverName,
		NoDefaultContentType:         true, // the header blocks have it
		ReadBufferSize:               maxHeader,
		MaxRequestBodySize:           s.config.Limits.MaxBody,
		ConnState:                    coalesce.ConnState,
		CloseOnShutdown:              true,
		MaxIdleWorkerDuration:        2 * time.Second, // frees the stacks of parked connections soon
		LazyRequestTime:              true,            // read once, when a handler needs it
		DisablePreParseMultipartForm: true,
		Logger:                       quiet{s.config.Observation.Log},
	}
}
