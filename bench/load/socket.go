package load

import "net"

// socket is a connection of which a request and the first of its answer are one
// call.
type socket interface {
	// exchange writes out, if there is something in it, then reads into in.
	exchange(out, in []byte) (int, error)
}

// stream is a socket of any kind of connection.
type stream struct{ net.Conn }

func (s stream) exchange(out, in []byte) (int, error) {
	if len(out) > 0 {
		if _, err := s.Write(out); err != nil {
			return 0, err
		}
	}
	return s.Read(in)
}
