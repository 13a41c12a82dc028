package coalesce

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"
)

func TestServerWritesOnce(t *testing.T) {
	counted := &countingListener{Listener: listenTCP(t)}
	ln := NewListener(counted, never)
	start(t, ln, &fasthttp.Server{Handler: handle})
	c := dial(t, ln.Addr())
	f := func(request string, responses ...string) {
		t.Helper()
		before := counted.writes.Load()
		c.send(request)
		for _, body := range responses {
			c.expect(body)
		}
		if n := counted.writes.Load() - before; n != 1 {
			t.Errorf("%d writes for %.40q", n, request)
		}
	}
	f(get("/hello"), "/hello")
	f(get("/stream"), streamBody)
	f(post("/", "echo"), "echo")
	f(get("/stream")+post("/", "echo")+get("/stream"), streamBody, "echo", streamBody)
	f("GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", streamBody)
	c.expectEOF()
}

func TestServerPacedStream(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	next := make(chan struct{})
	start(t, ln, &fasthttp.Server{Handler: func(ctx *fasthttp.RequestCtx) {
		c, ok := From(ctx.Conn())
		if !ok {
			t.Error("no Conn")
		}
		c.Collect(false)
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) {
			for i := range 5 {
				<-next
				w.WriteString(strconv.Itoa(i))
				w.Flush()
			}
		})
	}})
	c := dial(t, ln.Addr())
	for range 3 {
		c.send(get("/"))
		next <- struct{}{}
		resp, err := http.ReadResponse(c.r, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			var b [1]byte
			if _, err := io.ReadFull(resp.Body, b[:]); err != nil || b[0] != byte('0'+i) {
				t.Fatalf("event %d: got %q, %v", i, b, err)
			}
			if i < 4 {
				next <- struct{}{} // only now: the event before has arrived
			}
		}
		if _, err := resp.Body.Read(make([]byte, 1)); err != io.EOF {
			t.Fatal(err)
		}
	}
}

func TestServerHijack(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	start(t, ln, &fasthttp.Server{Handler: func(ctx *fasthttp.RequestCtx) {
		c, _ := From(ctx.Conn())
		c.Collect(false)
		ctx.SetStatusCode(fasthttp.StatusSwitchingProtocols)
		ctx.Hijack(func(c net.Conn) { io.Copy(c, c) })
	}})
	c := dial(t, ln.Addr())
	c.send(get("/"))
	if resp, err := http.ReadResponse(c.r, nil); err != nil || resp.StatusCode != 101 {
		t.Fatalf("got %v, %v", resp, err)
	}
	for range 3 {
		time.Sleep(3 * often.ParkAfter)
		c.send("ping")
		got := make([]byte, 4)
		if _, err := io.ReadFull(c.r, got); err != nil || string(got) != "ping" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	c.Close()
	eventually(func() bool { return ln.Open() == 0 })
}

func TestServerContinue(t *testing.T) {
	for _, streamed := range []bool{false, true} {
		ln := NewListener(listenTCP(t), often)
		start(t, ln, &fasthttp.Server{
			Handler:           func(ctx *fasthttp.RequestCtx) { ctx.SetBody(bytes.Clone(ctx.Request.Body())) },
			StreamRequestBody: streamed,
		})
		c := dial(t, ln.Addr())
		for range 3 {
			c.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n")
			if resp, err := http.ReadResponse(c.r, nil); err != nil || resp.StatusCode != 100 {
				t.Fatalf("got %v, %v", resp, err)
			}
			for _, part := range []string{"a", "bc", "def"} {
				time.Sleep(5 * often.ParkAfter)
				c.send(part)
			}
			c.expect("abcdef")
		}
	}
}

func TestServerHalfClosedPeer(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	start(t, ln, &fasthttp.Server{Handler: handle})
	c := dial(t, ln.Addr())
	c.send(get("/a") + get("/stream") + get("/b"))
	c.Conn.(*net.TCPConn).CloseWrite()
	c.expect("/a")
	c.expect(streamBody)
	c.expect("/b")
	c.expectEOF()
}

func TestServerTimeouts(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	start(t, ln, &fasthttp.Server{Handler: handle, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: time.Minute})
	c := dial(t, ln.Addr())
	for range 3 {
		c.send(get("/stream") + get("/a"))
		c.expect(streamBody)
		c.expect("/a")
		eventually(func() bool { return ln.Parked() == 1 })
	}
}

func TestServerInMemory(t *testing.T) {
	inner := fasthttputil.NewInmemoryListener()
	ln := NewListener(inner, often)
	start(t, ln, &fasthttp.Server{Handler: handle})
	conn, err := inner.Dial()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := newClient(t, conn)
	for range 3 {
		c.send(get("/stream") + post("/", "echo"))
		c.expect(streamBody)
		c.expect("echo")
		time.Sleep(5 * often.ParkAfter)
		if ln.Open() != 1 || ln.Parked() != 0 {
			t.Fatalf("%d open, %d parked", ln.Open(), ln.Parked())
		}
	}
}

func TestServerTLS(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	f := func(name string, wrap func(net.Listener) (*Listener, net.Listener)) {
		t.Run(name, func(t *testing.T) {
			ln, outer := wrap(listenTCP(t))
			srv := &fasthttp.Server{Handler: handle, ConnState: ConnState}
			defer serve(t, outer, srv)()
			conn, err := tls.Dial("tcp", ln.Addr().String(), &tls.Config{InsecureSkipVerify: true})
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c := newClient(t, conn)
			for range 3 {
				c.send(get("/stream") + post("/", "echo"))
				c.expect(streamBody)
				c.expect("echo")
				time.Sleep(5 * often.ParkAfter)
				if ln.Open() != 1 || ln.Parked() != 0 {
					t.Fatalf("%d open, %d parked", ln.Open(), ln.Parked())
				}
			}
			c.send("GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			c.expect(streamBody)
			c.expectEOF()
		})
	}
	f("above TLS", func(ln net.Listener) (*Listener, net.Listener) {
		l := NewListener(tls.NewListener(ln, config), often)
		return l, l
	})
	f("below TLS", func(ln net.Listener) (*Listener, net.Listener) {
		l := NewListener(ln, often)
		return l, tls.NewListener(l, config)
	})
}

func certificate(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestServerPipelineHalves sends requests in two halves, cut at many positions. The
// pause between them is long enough for a wrong parking.
func TestServerPipelineHalves(t *testing.T) {
	ln := NewListener(listenTCP(t), often)
	start(t, ln, &fasthttp.Server{Handler: handle})
	requests := get("/stream") + post("/", strings.Repeat("b", 60)) + get("/end")
	for cut := 1; cut < len(requests); cut += 3 {
		c := dial(t, ln.Addr())
		c.send(requests[:cut])
		time.Sleep(3 * often.ParkAfter)
		c.send(requests[cut:])
		c.expect(streamBody)
		c.expect(strings.Repeat("b", 60))
		c.expect("/end")
		c.Close()
	}
}
