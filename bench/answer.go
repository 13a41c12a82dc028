package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"mock-openai/fast/histogram"
)

var errMalformed = errors.New("malformed answer")

// answer is what is kept of one HTTP/1.1 answer: not its bytes.
type answer struct {
	status  int
	length  int64 // Content-Length, -1 without
	chunked bool
	last    bool // the server closes the connection behind it
	stream  bool // of server-sent events

	bytes  int64     // of the body so far
	events int64     // that have ended so far
	first  time.Time // when the first event had arrived
	latest time.Time // when the latest event had arrived
	line   int       // bytes of the current line that earlier reads brought
	begun  bool      // the event has a line

	// What stays from one answer to the next: when bytes arrive, and what counts
	// the waits between events.
	arrivals *arrivals
	gaps     *histogram.Histogram
}

// read takes one answer off r, reusing a.
func (a *answer) read(r *bufio.Reader) error {
	*a = answer{length: -1, arrivals: a.arrivals, gaps: a.gaps}
	if err := a.readHead(r); err != nil {
		return err
	}
	switch {
	case a.status == 204 || a.status == 304:
		return nil
	case a.chunked:
		return a.readChunks(r)
	case a.length >= 0:
		return a.readBody(r, a.length)
	}
	a.last = true
	if err := a.readBody(r, math.MaxInt64); err != io.ErrUnexpectedEOF {
		return err
	}
	return nil
}

// readHead takes the status line and the headers.
func (a *answer) readHead(r *bufio.Reader) error {
	line, err := readLine(r)
	if err != nil {
		return err
	}
	if len(line) < len("HTTP/1.1 200") || !bytes.HasPrefix(line, []byte("HTTP/1.")) {
		return fmt.Errorf("%w: status line %.40q", errMalformed, line)
	}
	a.last = line[len("HTTP/1.")] == '0'
	if a.status, err = strconv.Atoi(string(line[9:12])); err != nil || a.status < 100 {
		return fmt.Errorf("%w: status line %.40q", errMalformed, line)
	}
	for {
		if line, err = readLine(r); err != nil {
			return unexpected(err)
		}
		if len(line) == 0 {
			return nil
		}
		key, value, _ := bytes.Cut(line, []byte(":"))
		if err := a.take(key, bytes.TrimSpace(value)); err != nil {
			return err
		}
	}
}

var (
	keyLength     = []byte("Content-Length")
	keyEncoding   = []byte("Transfer-Encoding")
	keyType       = []byte("Content-Type")
	keyConnection = []byte("Connection")

	valueChunked = []byte("chunked")
	valueEvents  = []byte("text/event-stream")
	valueClose   = []byte("close")
)

// take notes the headers that say how the body is to be read.
func (a *answer) take(key, value []byte) (err error) {
	switch {
	case bytes.EqualFold(key, keyLength):
		if a.length, err = strconv.ParseInt(string(value), 10, 64); err != nil || a.length < 0 {
			return fmt.Errorf("%w: Content-Length %.40q", errMalformed, value)
		}
	case bytes.EqualFold(key, keyEncoding):
		a.chunked = bytes.EqualFold(value, valueChunked)
	case bytes.EqualFold(key, keyType):
		a.stream = bytes.HasPrefix(value, valueEvents)
	case bytes.EqualFold(key, keyConnection):
		a.last = bytes.EqualFold(value, valueClose)
	}
	return nil
}

// readChunks takes a chunked body and its trailer.
func (a *answer) readChunks(r *bufio.Reader) error {
	for {
		line, err := readLine(r)
		if err != nil {
			return unexpected(err)
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseUint(string(digits), 16, 62)
		if err != nil {
			return fmt.Errorf("%w: length of chunk %.40q", errMalformed, line)
		}
		if n > 0 {
			err = a.readBody(r, int64(n))
		}
		if err != nil {
			return err
		}
		// What ends a chunk is an empty line; what ends the trailer, too.
		for {
			if line, err = readLine(r); err != nil {
				return unexpected(err)
			}
			if len(line) == 0 {
				break
			}
			if n > 0 {
				return fmt.Errorf("%w: chunk ends with %.40q", errMalformed, line)
			}
		}
		if n == 0 {
			return nil
		}
	}
}

// readBody takes n bytes of the body.
func (a *answer) readBody(r *bufio.Reader, n int64) error {
	for n > 0 {
		if _, err := r.Peek(1); err != nil {
			return unexpected(err)
		}
		p, _ := r.Peek(int(min(n, int64(r.Buffered()))))
		a.bytes += int64(len(p))
		if a.stream {
			a.takeEvents(p)
		}
		n -= int64(len(p))
		r.Discard(len(p))
	}
	return nil
}

// takeEvents takes the events that end in p.
func (a *answer) takeEvents(p []byte) {
	n := a.countEvents(p)
	if n == 0 {
		return
	}
	now := a.arrivals.latest
	if a.events == 0 {
		a.first = now
	} else {
		a.gaps.Record(now.Sub(a.latest))
	}
	a.gaps.RecordMany(0, uint64(n-1))
	a.events += n
	a.latest = now
}

// countEvents is the number of empty lines in p that end an event. Lines end
// with LF or CRLF, which reads may split.
func (a *answer) countEvents(p []byte) (n int64) {
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			a.line += len(bytes.TrimSuffix(p, []byte("\r")))
			return n
		}
		switch a.line += len(bytes.TrimSuffix(p[:i], []byte("\r"))); {
		case a.line > 0:
			a.begun = true
		case a.begun:
			a.begun = false
			n++
		}
		a.line, p = 0, p[i+1:]
	}
}

// readLine takes a line without its end; it is valid until the next read.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(line[:len(line)-1], []byte("\r")), nil
}

// unexpected is err, where an end amid an answer is not just an end.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
