//go:build !unix

package h2

import "net"

// PriorKnowledge says whether HTTP/2 can be told from HTTP/1.1 without TLS: not
// where no one can look at a socket without reading from it.
const PriorKnowledge = false

func peekPreface(net.Conn) opening { return noPreface }
