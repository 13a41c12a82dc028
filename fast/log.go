package fast

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/valyala/fasthttp"
)

// quiet logs what fasthttp reports: panics in the bodies of streams as errors, and broken
// connections at debug level.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(format string, args ...any) {
	level := slog.LevelDebug
	for _, arg := range args {
		if _, ok := arg.(*fasthttp.ErrBodyStreamWritePanic); ok {
			level = slog.LevelError
		}
	}
	if q.log.Enabled(context.Background(), level) {
		q.log.Log(context.Background(), level, fmt.Sprintf(format, args...))
	}
}

// logPanic logs the value and the stack of a panic.
func (s *Server) logPanic(what any) {
	s.config.Observation.Log.Error("panic", slog.Any("value", what), slog.String("stack", string(debug.Stack())))
}

// logAccept logs that a connection could not be accepted.
func (s *Server) logAccept(format string, args ...any) {
	s.config.Observation.Log.Warn(fmt.Sprintf(format, args...))
}
