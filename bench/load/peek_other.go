//go:build !unix

package load

import "net"

// peek looks at an idle connection without reading from it.
type peek struct{}

func peekOf(net.Conn) *peek { return nil }

// hasEnded is false: the system does not tell.
func (*peek) hasEnded() bool { return false }
