//go:build !linux

package coalesce

import (
	"context"
	"net"
)

// Drain does nothing: only Linux reports what a socket has not sent yet.
func Drain(context.Context, net.Conn) {}
