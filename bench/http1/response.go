// Package http1 takes HTTP/1.1 responses apart as their bytes arrive, without
// allocating and without keeping bodies.
package http1

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ErrMalformed is wrapped by the errors for bytes that are not a response.
var ErrMalformed = errors.New("malformed answer")

// maxLine is the longest status line, header or chunk size that is taken.
const maxLine = 64 << 10

// state is what the next bytes are.
type state uint8

const (
	statusLine state = iota
	header
	chunkSize
	chunkData
	chunkEnd
	trailer
	sized
	untilClose
	done
)

// Response is one response as far as it has arrived. Its zero value expects a
// status line.
type Response struct {
	Status    int
	Stream    bool // Content-Type is text/event-stream
	KeepAlive bool // the connection can be used again once Done

	state   state
	chunked bool
	left    int64  // bytes of the body or of the chunk; -1 without Content-Length
	line    []byte // the begun line that earlier reads brought

	contentType, requestID, encoding []byte
}

// Reset makes r expect the next response.
func (r *Response) Reset() {
	*r = Response{line: r.line[:0], contentType: r.contentType[:0], requestID: r.requestID[:0], encoding: r.encoding[:0]}
}

// HasHead reports whether the headers are complete.
func (r *Response) HasHead() bool { return r.state > header }

// Done reports whether the response is complete.
func (r *Response) Done() bool { return r.state == done }

// ContentType returns the Content-Type, valid until Reset.
func (r *Response) ContentType() []byte { return r.contentType }

// RequestID returns X-Request-Id or what other providers call it: Request-Id,
// X-Debug-Trace-Id, X-Amzn-Requestid. It is valid until Reset.
func (r *Response) RequestID() []byte { return r.requestID }

// Encoding returns the Content-Encoding, valid until Reset.
func (r *Response) Encoding() []byte { return r.encoding }

// Next reads p up to the end of the headers, of the next part of the body, or of the
// response. body is that part, a slice of p. rest is what has not been read. An error is
// final.
func (r *Response) Next(p []byte) (body, rest []byte, err error) {
	for len(p) > 0 && r.state != done {
		switch r.state {
		case chunkData, sized:
			body, p = r.take(p)
			return body, p, nil
		case untilClose:
			return p, nil, nil
		}
		line, rest, ok := r.nextLine(p)
		if p = rest; !ok {
			if len(r.line) > maxLine {
				return nil, nil, fmt.Errorf("%w: a line of more than %d bytes", ErrMalformed, maxLine)
			}
			break
		}
		head := !r.HasHead()
		err := r.takeLine(line)
		r.line = r.line[:0]
		if err != nil {
			return nil, nil, err
		}
		if head && r.HasHead() {
			return nil, p, nil
		}
	}
	return nil, p, nil
}

// Close is called when the server has closed the connection. It returns an error if the
// response is not complete, unless the end of the connection ends it.
func (r *Response) Close() error {
	switch {
	case r.state == untilClose || r.state == done:
		r.state, r.KeepAlive = done, false
		return nil
	case r.state == statusLine && len(r.line) == 0:
		return io.EOF
	}
	return io.ErrUnexpectedEOF
}

// take takes a part of the body.
func (r *Response) take(p []byte) (body, rest []byte) {
	n := min(r.left, int64(len(p)))
	r.left -= n
	switch {
	case r.left > 0:
	case r.state == chunkData:
		r.state = chunkEnd
	default:
		r.state = done
	}
	return p[:n], p[n:]
}

// nextLine takes a line without its end. It is valid until line is emptied.
func (r *Response) nextLine(p []byte) (line, rest []byte, ok bool) {
	i := bytes.IndexByte(p, '\n')
	if i < 0 {
		r.line = append(r.line, p...)
		return nil, nil, false
	}
	line, rest = p[:i], p[i+1:]
	if len(r.line) > 0 {
		r.line = append(r.line, line...)
		line = r.line
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line, rest, true
}

func (r *Response) takeLine(line []byte) error {
	switch r.state {
	case statusLine:
		return r.takeStatus(line)
	case header:
		if len(line) == 0 {
			return r.endHead()
		}
		return r.takeHeader(line)
	case chunkSize:
		n, err := hex(line)
		if err != nil {
			return err
		}
		r.left, r.state = n, chunkData
		if n == 0 {
			r.state = trailer
		}
	case chunkEnd:
		if len(line) > 0 {
			return fmt.Errorf("%w: chunk ends with %.40q", ErrMalformed, line)
		}
		r.state = chunkSize
	case trailer:
		if len(line) == 0 {
			r.state = done
		}
	}
	return nil
}

// takeStatus reads HTTP/1.1 200 and what may follow.
func (r *Response) takeStatus(line []byte) error {
	const start = "HTTP/1."
	n := len(start)
	if len(line) < n+5 || string(line[:n]) != start || line[n+1] != ' ' || len(line) > n+5 && line[n+5] != ' ' {
		return fmt.Errorf("%w: status line %.40q", ErrMalformed, line)
	}
	for _, c := range line[n+2 : n+5] {
		if c < '0' || c > '9' {
			return fmt.Errorf("%w: status line %.40q", ErrMalformed, line)
		}
		r.Status = r.Status*10 + int(c-'0')
	}
	if r.Status < 100 {
		return fmt.Errorf("%w: status line %.40q", ErrMalformed, line)
	}
	r.KeepAlive, r.left, r.state = line[n] != '0', -1, header
	return nil
}

// endHead decides how the body is to be read.
func (r *Response) endHead() error {
	switch {
	case r.Status == 101: // what follows is not HTTP
		r.state, r.KeepAlive = done, false
	case r.Status < 200: // 100 Continue and its like come before the response
		r.Reset()
	case r.Status == 204 || r.Status == 304 || !r.chunked && r.left == 0:
		r.state = done
	case r.chunked:
		r.state = chunkSize
	case r.left > 0:
		r.state = sized
	default:
		r.state, r.KeepAlive = untilClose, false
	}
	return nil
}

// hex parses the size of a chunk. It ignores extensions after a semicolon.
func hex(line []byte) (n int64, err error) {
	digits := line
	if i := bytes.IndexByte(line, ';'); i >= 0 {
		digits = line[:i]
	}
	for n := len(digits); n > 0 && (digits[n-1] == ' ' || digits[n-1] == '\t'); n = len(digits) {
		digits = digits[:n-1]
	}
	if len(digits) == 0 || len(digits) > 15 {
		return 0, fmt.Errorf("%w: length of chunk %.40q", ErrMalformed, line)
	}
	for _, c := range digits {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, fmt.Errorf("%w: length of chunk %.40q", ErrMalformed, line)
		}
		n = n<<4 | int64(c)
	}
	return n, nil
}
