//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net"

	"github.com/valyala/fasthttp"
)

// yardstickCommand serves the cheapest answer of fasthttp: every request is read and
// gets the same body in one write, with fasthttp's default settings.
type yardstickCommand struct {
	Bytes int `required:"" help:"Length of the body."`
}

func (c *yardstickCommand) Run() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("fasthttp listens on http://%s\n", ln.Addr())
	body := bytes.Repeat([]byte("x"), c.Bytes)
	return fasthttp.Serve(ln, func(ctx *fasthttp.RequestCtx) {
		ctx.SetContentType("application/json")
		ctx.SetBody(body)
	})
}
