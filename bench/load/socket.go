package load

import (
	"crypto/tls"
	"net"
	"time"
)

// socket is a connection of which a request and the first of its answer are one
// call.
type socket interface {
	// exchange writes out, if there is something in it, then reads into in. A long out may
	// still be written when exchange returns, as long as finish has not. The error may be
	// that of writing although something was read.
	exchange(out, in []byte) (int, error)
	// finish ends the writing of the request. It returns an error if not all of it was
	// written.
	finish() error
}

// stream is a socket of any kind of connection.
type stream struct {
	net.Conn
	rest rest
}

// atOnce is how long a request is that is written before its answer is read: a socket takes it
// whole.
const atOnce = 16 << 10

func (s *stream) exchange(out, in []byte) (int, error) {
	switch {
	case len(out) > atOnce:
		s.rest.write(s.Conn, out)
	case len(out) > 0:
		if _, err := s.Write(out); err != nil {
			n, _ := s.Read(in) // a server may refuse a request before it has read it all
			return n, err
		}
	}
	return s.Read(in)
}

func (s *stream) finish() error { return s.rest.finish() }

// rest is what is left of a request, which is written while its answer is read: a server may
// answer before it has read it all, and read no more.
type rest struct {
	conn    net.Conn // nil unless it is written
	written chan error
}

// write begins to write p, which must not change until finish returns.
func (r *rest) write(conn net.Conn, p []byte) {
	if r.written == nil {
		r.written = make(chan error, 1)
	}
	r.conn = conn
	go func() {
		_, err := conn.Write(p)
		r.written <- err
	}()
}

// finish ends the writing. It returns an error if not all was written.
func (r *rest) finish() error {
	if r.conn == nil {
		return nil
	}
	conn := r.conn
	r.conn = nil
	select {
	case err := <-r.written:
		return err
	default:
	}
	conn.SetWriteDeadline(time.Now())
	err := <-r.written
	if err == nil {
		conn.SetWriteDeadline(time.Time{})
	} else if secure, ok := conn.(*tls.Conn); ok {
		secure.NetConn().Close() // Close of secure would try for five seconds to tell a server that reads nothing
	}
	return err
}
