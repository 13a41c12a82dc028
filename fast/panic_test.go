package fast

import (
	"testing"

	"github.com/goccy/go-json"
	"github.com/valyala/fasthttp"
)

// TestPanic wants a handler that panics to answer with the envelope: fasthttp
// itself would end the process.
func TestPanic(t *testing.T) {
	s, err := New(Config{Articles: 1})
	if err != nil {
		t.Fatal(err)
	}
	var ctx fasthttp.RequestCtx
	handler := s.guarded(func(ctx *fasthttp.RequestCtx) {
		ctx.SetBodyString("half an ans")
		panic("a bug")
	})
	handler(&ctx)
	var envelope struct{ Error struct{ Type string } }
	if err := json.Unmarshal(ctx.Response.Body(), &envelope); err != nil || ctx.Response.StatusCode() != 500 || envelope.Error.Type != "server_error" {
		t.Errorf("status %d, %v: %s", ctx.Response.StatusCode(), err, ctx.Response.Body())
	}
}
