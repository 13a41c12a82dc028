package inject

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// segments writes to a connection in segments that end where parsers do not expect it:
// between the two characters of a line end, between the two newlines after an event,
// within data:, within an escape and within a UTF-8 character.
type segments struct {
	conn  *http1Conn
	pause time.Duration // between two segments
}

func (s *segments) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := s.conn.conn.Write(p[written : written+segmentLength(p[written:])])
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

// segmentLength returns the length of the first segment of p.
func segmentLength(p []byte) int {
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

// slowHeaders writes the headers to a connection slowly, byte by byte.
type slowHeaders struct {
	conn *http1Conn
	over time.Duration // how long all headers take
	sent bool          // the headers are sent
}

func (d *slowHeaders) Write(p []byte) (int, error) {
	if d.sent {
		return d.conn.conn.Write(p)
	}
	headers := p
	if end := bytes.Index(p, []byte("\r\n\r\n")); end >= 0 {
		headers, d.sent = p[:end+len("\r\n\r\n")], true
	}
	// Each pause ends at a time counted from the start, so that errors do not add up.
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
