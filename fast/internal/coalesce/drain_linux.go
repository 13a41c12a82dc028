package coalesce

import (
	"context"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Drain waits until everything written to c has been sent, c fails, or ctx ends. The
// peer may not have received it yet.
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

// unsent returns the number of bytes that wait in the socket to be sent, 0 if
// unknown.
func unsent(raw syscall.RawConn) (n int) {
	raw.Control(func(fd uintptr) { n, _ = unix.IoctlGetInt(int(fd), unix.SIOCOUTQNSD) })
	return n
}
