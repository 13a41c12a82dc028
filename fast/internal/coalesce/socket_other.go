//go:build !unix

package coalesce

import (
	"errors"
	"net"
)

// socket is unused on systems where a connection cannot be checked without reading
// from it: nothing is parked there, and no goroutine yields.
type socket struct{ in, out transfer }

type transfer struct {
	waited bool
	wait
}

func newSocket(net.Conn, *poller) *socket { return nil }

func (*socket) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

func (*socket) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func (*socket) readNow([]byte) (int, error, bool) { return 0, errors.ErrUnsupported, true }

func (*socket) writeNow([]byte) (int, error) { return 0, errors.ErrUnsupported }

func (*socket) awaitReadable() error { return errors.ErrUnsupported }

type acceptQueue struct{}

func newAcceptQueue(net.Listener) *acceptQueue { return nil }

func (*acceptQueue) hasPending() bool { return false }
