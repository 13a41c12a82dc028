package ollama

import (
	"bytes"

	"github.com/valyala/fasthttp"
)

var ownClient = []byte("ollama/")

// IsClient reports whether Ollama's command or its client for Go sends the request. Both ask for
// / first, to see whether the server runs.
func IsClient(ctx *fasthttp.RequestCtx) bool {
	return bytes.HasPrefix(ctx.UserAgent(), ownClient)
}

// Running answers as Ollama does at /.
func Running(ctx *fasthttp.RequestCtx) {
	ctx.SetContentType("text/plain; charset=utf-8")
	ctx.SetBodyString("Ollama is running")
}
