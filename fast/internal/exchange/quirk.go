package exchange

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/quirk"
)

// addQuirkFault gives c the fault whose form its quirks change, if it has none.
func (c *call) addQuirkFault() {
	switch {
	case c.Quirks.At(quirk.Errors) != 0 && !c.fault.Kind.Refuses():
		c.fault = fault.Default(fault.Error)
		if c.Quirks.Has(quirk.HTMLError) {
			c.fault.Status = fasthttp.StatusBadGateway
		}
	case c.Quirks.Has(quirk.TypedError) && c.Request.Stream && c.fault.Kind == fault.None:
		c.fault = fault.Default(fault.ErrorEvent)
	}
}

// selectQuirks keeps the quirks of c that apply to its answer, and counts them.
func (p *Pipeline) selectQuirks(ctx *fasthttp.RequestCtx, c *call) {
	quirks := c.Quirks.At(quirk.Answers)
	switch codec, ok := c.endpoint.Codec.(dialect.Quirky); {
	case c.Fails:
		quirks |= c.Quirks.At(quirk.Errors)
	case ok:
		quirks |= codec.Quirks(&c.Session)
	}
	if c.Request.Stream && !c.Fails && (c.endpoint.Messages || cmp.Or(c.StreamHeaders, c.endpoint.StreamHeaders).SSE()) {
		quirks |= c.Quirks.At(quirk.Streams)
	}
	c.Quirks = quirks
	p.Quirks.Add(quirks)
	front.NoteQuirks(ctx, quirks)
}

// uncommented are the quirks of streams that nothing else may be written to.
var uncommented = quirk.Of(quirk.BOM, quirk.Gzip)

// frame frames the events of c's stream with its quirks. It comes after the fault, which
// may replace events.
func (c *call) frame(ctx *fasthttp.RequestCtx) {
	quirks := stream.Framed(c.Quirks)
	switch {
	case quirks == 0:
		return
	case c.endpoint.Messages:
		c.delivery.Events = stream.NewMessages(quirks, &c.Stream, c.delivery.Events.Next)
		return
	}
	if quirks.Has(quirk.Gzip) {
		ctx.Response.Header.SetContentEncoding("gzip")
		c.delivery.NoComments()
	}
	c.delivery.Events = stream.NewFraming(quirks, c.delivery.Events.Next, c.Ended)
}

// quirkBody gives a complete body its quirks.
func quirkBody(ctx *fasthttp.RequestCtx, quirks quirk.Set) {
	if quirks.Has(quirk.BOM) {
		ctx.Response.SetBodyRaw(slices.Concat([]byte("\ufeff"), ctx.Response.Body()))
	}
	if quirks.Has(quirk.Gzip) {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		w.Write(ctx.Response.Body()) // cannot fail
		w.Close()
		ctx.Response.SetBodyRaw(zipped.Bytes())
		ctx.Response.Header.SetContentEncoding("gzip")
	}
}

const errorPage = "<html>\r\n<head><title>%[1]d %[2]s</title></head>\r\n<body>\r\n<center><h1>%[1]d %[2]s</h1></center>\r\n" +
	"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

// quirkError gives an error, which is complete in ctx, its quirks.
func quirkError(ctx *fasthttp.RequestCtx, c *call) {
	status := ctx.Response.StatusCode()
	if c.Quirks.Has(quirk.NestedError) {
		ctx.Response.SetBodyRaw(slices.Concat([]byte(`{"error":`), ctx.Response.Body(), []byte(`}`)))
	}
	if c.Quirks.Has(quirk.HTMLError) {
		c.HTMLHeaders().Write(ctx, c.ID, 0)
		ctx.Response.SetBodyString(fmt.Sprintf(errorPage, status, fasthttp.StatusMessage(status)))
	}
	if c.Quirks.Has(quirk.Error200) {
		ctx.SetStatusCode(fasthttp.StatusOK)
	}
	quirkBody(ctx, c.Quirks)
}
