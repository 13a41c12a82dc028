package coalesce

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"testing"

	"github.com/valyala/fasthttp"
)

// streamReader is a body that fasthttp writes from the connection's goroutine, one
// chunk per event.
type streamReader struct{}

func (streamReader) SupportsBodyWriteTo() bool { return true }

func (streamReader) Read([]byte) (int, error) { return 0, io.EOF }

func (streamReader) WriteTo(w io.Writer) (n int64, err error) {
	for range streamEvents {
		m, err := w.Write(eventBytes)
		n += int64(m)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

var (
	eventBytes  = []byte(event)
	answerBytes = bytes.Repeat([]byte("a"), 1400)
)

func benchHandler(ctx *fasthttp.RequestCtx) {
	switch string(ctx.Path()) {
	case "/answer":
		ctx.SetBody(answerBytes)
	case "/constant":
		ctx.SetBodyString(streamBody)
	case "/writerto":
		collect(ctx)
		ctx.SetBodyStream(streamReader{}, -1)
	default:
		collect(ctx)
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			for range streamEvents {
				w.Write(eventBytes)
				w.Flush()
			}
		})
	}
}

var listeners = []struct {
	name string
	wrap func(net.Listener) net.Listener
}{
	{"plain", func(ln net.Listener) net.Listener { return ln }},
	{"coalesced", func(ln net.Listener) net.Listener { return NewListener(ln, Config{}) }},
}

func benchServer(b *testing.B, wrap func(net.Listener) net.Listener) (net.Addr, func()) {
	ln := wrap(listenTCP(b))
	srv := &fasthttp.Server{Handler: benchHandler, ReadBufferSize: 16 << 10, WriteBufferSize: 16 << 10, NoDefaultDate: true}
	if _, ok := ln.(*Listener); ok {
		srv.ConnState = ConnState
	}
	return ln.Addr(), serve(b, ln, srv)
}

// BenchmarkServer measures requests over loopback, client included.
func BenchmarkServer(b *testing.B) {
	for _, path := range []string{"/answer", "/constant", "/writerto", "/streamwriter"} {
		for _, l := range listeners {
			b.Run(path[1:]+"/"+l.name, func(b *testing.B) {
				addr, stop := benchServer(b, l.wrap)
				defer stop()
				request := []byte(get(path))
				size, chunked := probe(b, addr, request)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				b.SetParallelism(4)
				b.RunParallel(func(pb *testing.PB) {
					c := dial(b, addr)
					defer c.Close()
					buf := make([]byte, 64<<10)
					for pb.Next() {
						if _, err := c.Write(request); err != nil {
							b.Error(err)
							return
						}
						// Chunks differ from response to response: the pipe of a
						// stream writer joins what it finds.
						for n, complete := 0, false; !complete; {
							m, err := c.Read(buf[n:])
							if err != nil {
								b.Error(err)
								return
							}
							n += m
							complete = n == size && !chunked || bytes.HasSuffix(buf[:n], lastChunk)
						}
					}
				})
			})
		}
	}
}

var lastChunk = []byte("\r\n0\r\n\r\n")

// probe returns the size of a response to request and whether it is chunked.
func probe(b *testing.B, addr net.Addr, request []byte) (size int, chunked bool) {
	c := dial(b, addr)
	defer c.Close()
	c.Write(request)
	c.Conn.(*net.TCPConn).CloseWrite()
	response, err := io.ReadAll(c)
	if err != nil {
		b.Fatal(err)
	}
	return len(response), bytes.HasSuffix(response, lastChunk)
}

// BenchmarkConnect measures a connection for each request.
func BenchmarkConnect(b *testing.B) {
	for _, l := range listeners {
		b.Run(l.name, func(b *testing.B) {
			addr, stop := benchServer(b, l.wrap)
			defer stop()
			request := []byte("GET /answer HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			buf := make([]byte, 4<<10)
			b.ReportAllocs()
			for b.Loop() {
				c, err := net.Dial("tcp", addr.String())
				if err != nil {
					b.Fatal(err)
				}
				c.Write(request)
				for err == nil {
					_, err = c.Read(buf)
				}
				c.(*net.TCPConn).SetLinger(0) // no TIME_WAIT here
				c.Close()
			}
		})
	}
}

// discard is a connection without a peer, to see what Conn itself costs.
type discard struct{ net.Conn }

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Read(p []byte) (int, error)  { return len(p), nil }

// BenchmarkConn measures a request without its system calls.
func BenchmarkConn(b *testing.B) {
	f := func(name string, c net.Conn, writes, size int) {
		b.Run(name, func(b *testing.B) {
			p, one := make([]byte, size), make([]byte, 1)
			b.ReportAllocs()
			for b.Loop() {
				ConnState(c, fasthttp.StateIdle)
				c.Read(one)
				ConnState(c, fasthttp.StateActive)
				for range writes {
					c.Write(p)
				}
			}
		})
	}
	c := over(discard{})
	f("1x1400", c, 1, 1400)
	f("17x260", c, 17, 260)
	f("1x8000", c, 1, 8000)
}
