package inject

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// segments writes to a connection in segments that end where parsers do not expect it:
// between the two characters of a line end, between the two newlines behind an
// event, within data:, within an escape and within a character.
type segments struct {
	conn  *http1Conn
	pause time.Duration // between two
}

func (s *segments) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := s.conn.conn.Write(p[written : written+awkward(p[written:])])
		if written += n; err != nil {
			return written, err
		}
		if s.pause > 0 {
			if err := s.conn.wait(s.pause); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

// awkward is the length of the first segment of p.
func awkward(p []byte) int {
	for i := 1; i < len(p); i++ {
		before, next := p[i-1], p[i]
		switch {
		case next == '\n' && (before == '\r' || before == '\n'):
		case before == 'a' && bytes.HasPrefix(p[max(0, i-2):], []byte("data: ")):
		case before == '\\' && next != 'u':
		case i >= 4 && p[i-4] == '\\' && p[i-3] == 'u': // two digits of \u00e9
		case before >= utf8.RuneSelf && !utf8.RuneStart(next):
		default:
			continue
		}
		return i
	}
	return len(p)
}

// slowHeaders writes the headers to a connection byte by byte.
type slowHeaders struct {
	conn *http1Conn
	over time.Duration // how long they take
	past bool          // they are sent
}

func (d *slowHeaders) Write(p []byte) (int, error) {
	if d.past {
		return d.conn.conn.Write(p)
	}
	headers := p
	if end := bytes.Index(p, []byte("\r\n\r\n")); end >= 0 {
		headers, d.past = p[:end+len("\r\n\r\n")], true
	}
	// Pauses are as long as they must be for the whole to take that long.
	start := time.Now()
	for i := range headers {
		if _, err := d.conn.conn.Write(headers[i : i+1]); err != nil {
			return i, err
		}
		if left := time.Until(start.Add(d.over * time.Duration(i+1) / time.Duration(len(headers)))); left > 0 {
			if err := d.conn.wait(left); err != nil {
				return i + 1, err
			}
		}
	}
	n, err := d.conn.conn.Write(p[len(headers):])
	return len(headers) + n, err
}
