//go:build !linux

package coalesce

import (
	"context"
	"net"
)

// Drain does nothing: only Linux tells what a socket has not sent yet.
func Drain(context.Context, net.Conn) {}
