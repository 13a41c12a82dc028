//go:build linux

package main

import (
	"bufio"
	"fmt"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/histogram"
)

// sleeperCommand streams without a pacer: SetBodyStreamWriter, and time.Sleep until
// each event is due. It measures its lateness as the server does, from the deadline
// to the end of the wait.
type sleeperCommand struct {
	Events   int           `required:"" help:"Events in a stream."`
	Interval time.Duration `required:"" help:"Time between events."`

	late histogram.Histogram
}

// sleptEvent is as long as a mock-openai event with one token.
const sleptEvent = `data: {"id":"chatcmpl-0123456789abcdef01234567","object":"chat.completion.chunk","created":1700000000,` +
	`"model":"gpt-4-mock","service_tier":"default","system_fingerprint":"fp_0123456789","choices":[{"index":0,` +
	`"delta":{"content":"some"},"logprobs":null,"finish_reason":null}]}` + "\n\n"

func (c *sleeperCommand) Run() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("fasthttp listens on http://%s\n", ln.Addr())
	return fasthttp.Serve(ln, func(ctx *fasthttp.RequestCtx) {
		if string(ctx.Path()) == metrics {
			c.show(ctx)
			return
		}
		start := time.Now()
		ctx.SetContentType("text/event-stream")
		ctx.SetBodyStreamWriter(func(w *bufio.Writer) { c.stream(w, start) })
	})
}

func (c *sleeperCommand) stream(w *bufio.Writer, start time.Time) {
	for k := range c.Events {
		due := start.Add(time.Duration(k+1) * c.Interval)
		time.Sleep(time.Until(due))
		c.late.Record(time.Since(due))
		w.WriteString(sleptEvent)
		if w.Flush() != nil {
			return
		}
	}
	w.WriteString("data: [DONE]\n\n")
}

// show exposes the lateness in the same format as mock-openai.
func (c *sleeperCommand) show(ctx *fasthttp.RequestCtx) {
	var bounds []time.Duration
	for d := 10 * time.Microsecond; d < time.Minute; d += d / 10 {
		bounds = append(bounds, d)
	}
	totals := c.late.Totals(bounds)
	for i, n := range totals.Within {
		fmt.Fprintf(ctx, "%s_bucket{le=\"%g\"} %d\n", lateness, bounds[i].Seconds(), n)
	}
	fmt.Fprintf(ctx, "%s_bucket{le=\"+Inf\"} %d\n", lateness, totals.Count)
}
