package coalesce

import (
	"bytes"
	"sync/atomic"
	"testing"

	"github.com/valyala/fasthttp"
)

// lender lends one body and counts how often it comes back.
type lender struct {
	body []byte
	back atomic.Int64
}

func (l *lender) GiveBack() {
	clear(l.body) // a later read would see zeros
	l.back.Add(1)
}

// TestConn_Lend checks that a body comes back when it is sent, and when it never will
// be.
func TestConn_Lend(t *testing.T) {
	const long = 8 << 20
	l := &lender{body: make([]byte, long)}
	ln := NewListener(listenTCP(t), never)
	start(t, ln, &fasthttp.Server{Handler: func(ctx *fasthttp.RequestCtx) {
		body := l.body
		if string(ctx.Path()) == "/short" {
			body = l.body[:10]
		}
		for i := range body {
			body[i] = 'x'
		}
		if c, ok := ctx.Conn().(*Conn); ok {
			c.Lend(l)
		}
		ctx.Response.SetBodyRaw(body)
	}})

	c := dial(t, ln.Addr())
	for i := range int64(3) {
		c.send(get("/short"))
		c.expect("xxxxxxxxxx")
		eventually(func() bool { return l.back.Load() == i+1 })
	}
	c.send(get("/short") + get("/short"))
	c.expect("xxxxxxxxxx")
	c.expect("xxxxxxxxxx")
	c.send(get("/long"))
	c.expect(string(bytes.Repeat([]byte("x"), long)))
	eventually(func() bool { return l.back.Load() == 6 })
	c.send(get("/long"))
	if _, err := c.r.Peek(1); err != nil {
		t.Fatal(err)
	}
	c.Close()
	eventually(func() bool { return l.back.Load() == 7 })
}
