package fast

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// quiet passes on what fasthttp has to say, which is of connections that clients
// broke, for those who look for bugs.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(format string, args ...any) {
	if q.log.Enabled(context.Background(), slog.LevelDebug) {
		q.log.Debug(fmt.Sprintf(format, args...))
	}
}

// logPanic says what a panic was about, and where.
func (s *Server) logPanic(what any) {
	s.config.Log.Error("panic", slog.Any("value", what), slog.String("stack", string(debug.Stack())))
}

// logAccept says that a connection could not be accepted.
func (s *Server) logAccept(format string, args ...any) {
	s.config.Log.Warn(fmt.Sprintf(format, args...))
}
