package bench

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"mock-openai/fast/histogram"
)

// ways are how the bytes of an answer may arrive.
var ways = map[string]func(io.Reader) io.Reader{
	"at once":     func(r io.Reader) io.Reader { return r },
	"byte a time": iotest.OneByteReader,
	"halves":      iotest.HalfReader,
}

func newAnswer(r io.Reader) answer {
	return answer{arrivals: &arrivals{Reader: r}, gaps: new(histogram.Histogram)}
}

func TestAnswer_Success(t *testing.T) {
	f := func(raw string, want answer) {
		t.Helper()
		for name, way := range ways {
			a := newAnswer(way(strings.NewReader(raw)))
			r := bufio.NewReader(a.arrivals)
			if err := a.read(r); err != nil {
				t.Errorf("%s: %v in %.60q", name, err, raw)
				continue
			}
			got := answer{status: a.status, bytes: a.bytes, events: a.events, last: a.last}
			if got != want {
				t.Errorf("%s: got %+v, want %+v of %.60q", name, got, want, raw)
			}
			if a.events > 0 == a.first.IsZero() {
				t.Errorf("%s: first of %d events at %v", name, a.events, a.first)
			}
			if gaps := int64(a.gaps.Count()); gaps != max(a.events-1, 0) {
				t.Errorf("%s: %d gaps between %d events", name, gaps, a.events)
			}
			if rest, _ := io.ReadAll(r); strings.TrimPrefix(string(rest), "next") != "" {
				t.Errorf("%s: %q left of %.60q", name, rest, raw)
			}
		}
	}
	f("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellonext", answer{status: 200, bytes: 5})
	f("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\nnext", answer{status: 200})
	f("HTTP/1.1 429 Too Many\r\nCONTENT-LENGTH: 1\r\nconnection: close\r\n\r\nx", answer{status: 429, bytes: 1, last: true})
	f("HTTP/1.1 204 No Content\r\n\r\nnext", answer{status: 204})
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nnext", answer{status: 200, bytes: 15})
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\nnext", answer{status: 200})
	f("HTTP/1.1 200 OK\r\n\r\nuntil the end", answer{status: 200, bytes: 13, last: true})
	f("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", answer{status: 200, bytes: 2, last: true})

	const stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
	f(stream+"c\r\ndata: {}\n\nda\r\nE\r\nta: [DONE]\n\n\n\n\r\n0\r\n\r\nnext", answer{status: 200, bytes: 26, events: 2})
	f(stream+"c\r\ndata: {}\r\n\r\n\r\n6\r\ndata:1\r\n4\r\n\r\n\r\n\r\n0\r\n\r\nnext", answer{status: 200, bytes: 22, events: 2})
	f("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nx\n\n\nnext", answer{status: 200, bytes: 4})
}

func TestAnswer_Failure(t *testing.T) {
	f := func(raw string, want error) {
		t.Helper()
		for name, way := range ways {
			a := newAnswer(way(strings.NewReader(raw)))
			if err := a.read(bufio.NewReader(a.arrivals)); !errors.Is(err, want) {
				t.Errorf("%s: error %v, want %v of %.60q", name, err, want, raw)
			}
		}
	}
	f("", io.EOF)
	f("HTTP/1.1 200 OK\r\nContent-", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n", errMalformed)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello, you\r\n", errMalformed)
	f("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", errMalformed)
	f("HTTP/1.1 2xx OK\r\n\r\n", errMalformed)
	f("HTTP/1.1 -20 OK\r\n\r\n", errMalformed)
	f("SSH-2.0-OpenSSH\r\n\r\n", errMalformed)
	f("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<16)+"\r\n\r\n", bufio.ErrBufferFull)
}
