//go:build !unix

package h2

import "net"

// direct cannot be used on this system.
type direct struct{}

func (*direct) init(net.Conn)             {}
func (*direct) usable() bool              { return false }
func (*direct) read([]byte) (int, error)  { return 0, nil }
func (*direct) write([]byte) (int, error) { return 0, nil }
