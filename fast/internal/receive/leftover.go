package receive

import "mock-openai/fast/internal/coalesce"

// leftover is what has been read too far on a connection. It fits into fasthttp's
// buffer, so fasthttp reads it back at once.
type leftover struct {
	conn *coalesce.Conn
	b    []byte
}

var _ coalesce.Source = (*leftover)(nil)

// Read returns the leftover, and then hands over to the connection.
func (l *leftover) Read(p []byte) (int, error) {
	n := copy(p, l.b)
	if l.b = l.b[n:]; len(l.b) == 0 {
		l.conn.SetSource(nil)
	}
	return n, nil
}

// GiveBack does nothing: the leftover is still to be read.
func (l *leftover) GiveBack() {}
