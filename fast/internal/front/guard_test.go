package front

import (
	"testing"

	"github.com/goccy/go-json"
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect/openai"
)

// TestGuard checks that a panic in a handler is answered with the error envelope.
// fasthttp itself would end the process.
func TestGuard(t *testing.T) {
	var logged any
	handler := Guard(func(what any) { logged = what }, NewErrorWriter(openai.Dialect), func(ctx *fasthttp.RequestCtx) {
		ctx.SetBodyString("half an ans")
		panic("a bug")
	})
	var ctx fasthttp.RequestCtx
	handler(&ctx)
	var envelope struct{ Error struct{ Type string } }
	if err := json.Unmarshal(ctx.Response.Body(), &envelope); err != nil || ctx.Response.StatusCode() != 500 || envelope.Error.Type != "server_error" {
		t.Errorf("status %d, %v: %s", ctx.Response.StatusCode(), err, ctx.Response.Body())
	}
	if logged != "a bug" {
		t.Errorf("logged: %v", logged)
	}
}
