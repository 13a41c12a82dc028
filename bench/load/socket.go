package load

import "net"

// socket is a connection of which a request and the first of its answer are one
// call.
type socket interface {
	// exchange writes out, if there is something in it, then reads into in. The error may be
	// that of writing although something was read.
	exchange(out, in []byte) (int, error)
}

// stream is a socket of any kind of connection.
type stream struct{ net.Conn }

func (s stream) exchange(out, in []byte) (int, error) {
	if len(out) > 0 {
		if _, err := s.Write(out); err != nil {
			n, _ := s.Read(in) // a server may refuse a request before it has read it all
			return n, err
		}
	}
	return s.Read(in)
}
