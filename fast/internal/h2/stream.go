package h2

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"
)

// stream is what a handler sees as the connection of its request.
type stream struct {
	request *http.Request
	closed  atomic.Bool
	out     *bufio.Writer   // writes the body being sent; nil at other times
	writer  *deadlineWriter // where out writes
	lent    lent            // until the answer is sent; nil if nothing is
}

var _ net.Conn = (*stream)(nil)

// lent is memory that is lent to the answer.
type lent = interface{ GiveBack() }

// Lend has l.GiveBack called once the answer is sent, or when it never will be.
func (s *stream) Lend(l lent) { s.lent = l }

func (s *stream) releaseLent() {
	if s.lent != nil {
		s.lent.GiveBack()
		s.lent = nil
	}
}

// Context ends when the client hangs up or resets the stream, and after the answer.
func (s *stream) Context() context.Context { return s.request.Context() }

// Close resets the stream instead of sending the answer or, if a streamed body calls
// it, the rest of the answer.
func (s *stream) Close() error {
	s.closed.Store(true)
	return nil
}

// Reset is Close. Faults that reset a connection call it.
func (s *stream) Reset() error { return s.Close() }

// Gone is closed when the client hangs up or resets the stream, and after the
// answer.
func (s *stream) Gone() <-chan struct{} { return s.Context().Done() }

// Flush sends what a body has written so far. The body may then take any time to go
// on.
func (s *stream) Flush() error {
	if s.out == nil {
		return nil
	}
	defer s.writer.clearWriteDeadline()
	if err := s.out.Flush(); err != nil {
		return err
	}
	return s.writer.Flush()
}

// Read fails: the handler gets the request whole.
func (s *stream) Read([]byte) (int, error) { return 0, errors.ErrUnsupported }

// Write fails: the answer is sent as a response.
func (s *stream) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

// LocalAddr returns the address that the client has connected to.
func (s *stream) LocalAddr() net.Addr {
	addr, _ := s.Context().Value(http.LocalAddrContextKey).(net.Addr)
	return addr
}

// RemoteAddr returns the address of the client.
func (s *stream) RemoteAddr() net.Addr {
	addr, err := netip.ParseAddrPort(s.request.RemoteAddr)
	if err != nil {
		return nil
	}
	return net.TCPAddrFromAddrPort(addr)
}

// SetDeadline fails: deadlines belong to the connection.
func (s *stream) SetDeadline(time.Time) error { return errors.ErrUnsupported }

// SetReadDeadline fails as SetDeadline does.
func (s *stream) SetReadDeadline(time.Time) error { return errors.ErrUnsupported }

// SetWriteDeadline fails as SetDeadline does.
func (s *stream) SetWriteDeadline(time.Time) error { return errors.ErrUnsupported }
