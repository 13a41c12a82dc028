package coalesce

import (
	"context"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Drain waits until all that was written to c has been sent, or c fails, or ctx ends.
// The peer may not have it yet.
func Drain(ctx context.Context, c net.Conn) {
	socket, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	const firstPause, maxPause = 50 * time.Microsecond, 10 * time.Millisecond
	for pause := firstPause; unsent(raw) > 0; pause = min(2*pause, maxPause) {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// unsent is how many bytes wait in the socket to be sent, 0 if that is not known.
func unsent(raw syscall.RawConn) (n int) {
	raw.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.SIOCOUTQNSD) })
	return n
}
