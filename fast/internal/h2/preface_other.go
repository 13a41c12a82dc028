//go:build !unix

package h2

import "net"

// PriorKnowledge reports whether HTTP/2 can be told from HTTP/1.1 without TLS. It
// cannot on systems where a socket cannot be checked without reading from it.
const PriorKnowledge = false

func peekPreface(net.Conn) prefaceState { return noPreface }
