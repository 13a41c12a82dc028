package http1_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"mock-openai/bench/http1"
)

// read has r take raw in reads of size bytes, then the end of the connection, and
// returns the body and what is left of raw.
func read(r *http1.Response, raw string, size int) (body, rest string, err error) {
	for p := range slices.Chunk([]byte(raw), size) {
		for len(p) > 0 && !r.Done() {
			var part []byte
			if part, p, err = r.Next(p); err != nil {
				return body, "", err
			}
			body += string(part)
		}
		rest += string(p)
	}
	if !r.Done() {
		err = r.Close()
	}
	return body, rest, err
}

type want struct {
	status    int
	body      string
	stream    bool
	keepAlive bool
}

// TestResponse_Success cuts every response at every size of read.
func TestResponse_Success(t *testing.T) {
	f := func(raw string, want want, rest string) {
		t.Helper()
		for size := 1; size <= len(raw); size++ {
			var r http1.Response
			body, left, err := read(&r, raw, size)
			if err != nil || body != want.body || r.Status != want.status || r.Stream != want.stream || r.KeepAlive != want.keepAlive || left != rest {
				t.Errorf("reads of %d: %+v, body %q, left %q, %v of %q", size, r, body, left, err, raw)
			}
		}
	}
	f("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellonext", want{200, "hello", false, true}, "next")
	f("HTTP/1.1 200\r\ncontent-length:0\r\n\r\nnext", want{200, "", false, true}, "next")
	f("HTTP/1.1 429 Too Many\r\nCONTENT-LENGTH: 1\r\nconnection: close\r\n\r\nx", want{429, "x", false, false}, "")
	f("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive, Close\r\n\r\nx", want{200, "x", false, false}, "")
	f("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: upgrade\r\n\r\nx", want{200, "x", false, true}, "")
	f("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", want{200, "x", false, true}, "")
	f("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: foo,  Keep-Alive\r\n\r\nx", want{200, "x", false, true}, "")
	f("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: foo\r\n\r\nx", want{200, "x", false, false}, "")
	f("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nno HTTP", want{101, "", false, false}, "no HTTP")
	f("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", want{200, "x", false, true}, "")
	f("HTTP/1.1 204 No Content\r\n\r\nnext", want{204, "", false, true}, "next")
	f("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", want{200, "x", false, true}, "")
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nnext", want{200, "hello0123456789", false, true}, "next")
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\nnext", want{200, "", false, true}, "next")
	f("HTTP/1.1 200 OK\r\n\r\nuntil the end", want{200, "until the end", false, false}, "")
	f("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", want{200, "ok", false, false}, "")
	f("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\nc\r\ndata: {}\n\nda\r\n0\r\n\r\n",
		want{200, "data: {}\n\nda", true, true}, "")
}

func TestResponse_Headers(t *testing.T) {
	var r http1.Response
	if _, _, err := read(&r, "HTTP/1.1 200 OK\r\nx-request-id:  req_1 \r\ncontent-type: text/html\r\nContent-Length: 0\r\n\r\n", 9); err != nil {
		t.Fatal(err)
	}
	if string(r.RequestID()) != "req_1" || string(r.ContentType()) != "text/html" {
		t.Errorf("%q, %q", r.RequestID(), r.ContentType())
	}
	r.Reset()
	if len(r.RequestID()) != 0 || r.Status != 0 || r.HasHead() {
		t.Errorf("%+v after Reset", r)
	}
}

func TestResponse_Failure(t *testing.T) {
	f := func(raw string, want error) {
		t.Helper()
		for _, size := range []int{1, 7, 1 << 20} {
			var r http1.Response
			if _, _, err := read(&r, raw, size); !errors.Is(err, want) {
				t.Errorf("reads of %d: error %v, want %v of %.60q", size, err, want, raw)
			}
		}
	}
	f("", io.EOF)
	f("HTTP/1.1 200 OK\r\nContent-", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", io.ErrUnexpectedEOF)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello, you\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 2xx OK\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 -20 OK\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 099 OK\r\n\r\n", http1.ErrMalformed)
	f("SSH-2.0-OpenSSH\r\n\r\n", http1.ErrMalformed)
	f("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<17), http1.ErrMalformed)
}

func FuzzResponse(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n\r\nnext", 3)
	f.Add("HTTP/1.1 200 OK\r\n\r\nuntil the end", 2)
	f.Fuzz(func(t *testing.T, raw string, size int) {
		if size < 1 || raw == "" {
			return
		}
		var parts, whole http1.Response
		body, _, err := read(&parts, raw, size)
		body2, _, err2 := read(&whole, raw, len(raw))
		if (err == nil) != (err2 == nil) || err == nil && body != body2 || parts.Status != whole.Status {
			t.Errorf("reads of %d: %q, %v; in one: %q, %v", size, body, err, body2, err2)
		}
	})
}
