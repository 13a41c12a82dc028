//go:build !unix

package load

import (
	"net"
	"time"
)

// peek looks at an idle connection without reading from it.
type peek struct{}

func peekOf(net.Conn) *peek { return nil }

// hasEnded is false: the system does not tell.
func (*peek) hasEnded() bool { return false }

// isAtEnd is false, too.
func (*peek) isAtEnd() bool { return false }

// isUntaken takes a connection that was not busy for one that was closed before the request.
func (*peek) isUntaken(idle time.Duration) bool { return idle > glanceAfter }
