//go:build !linux

package load

import "net"

func socketOf(conn net.Conn) socket { return &stream{Conn: conn} }
