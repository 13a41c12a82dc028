//go:build !unix

package coalesce

import (
	"errors"
	"net"
)

// readable reports false: where no one can look at a socket without reading
// from it, nothing is parked.
func readable(net.Conn) bool { return false }

func awaitReadable(net.Conn) error { return errors.ErrUnsupported }
