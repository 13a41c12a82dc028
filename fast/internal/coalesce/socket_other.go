//go:build !unix

package coalesce

import (
	"errors"
	"net"
)

// socket does not exist where no one can look at a connection without reading
// from it: nothing is parked there, and no turn is given up.
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

type door struct{}

func newDoor(net.Listener) *door { return nil }

func (*door) knocked() bool { return false }
