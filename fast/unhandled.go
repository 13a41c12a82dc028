package fast

import (
	"bytes"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/ollama"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/render"
)

// unhandled answers a request for which the router found no handler. There may still be
// one: the router has no pattern for a path with several ids, or with a suffix after an id
// that may contain slashes. If /v1/models/a and /v1/models/ab are registered, it also
// misses that /v1/models/a/ matches the pattern.
func (t *routes) unhandled(ctx *fasthttp.RequestCtx) {
	r := t.at(ctx)
	if handler := r.handlerOf(ctx.Method()); handler != nil {
		handler(ctx)
		return
	}
	if r.dialect != nil {
		if err := t.keys.Refuse(r.dialect.Credential(&ctx.Request.Header)); err != nil {
			r.writeError(ctx, err)
			return
		}
	}
	switch {
	case t.replay != nil && t.replay(ctx, r):
	case r.exists():
		notAllowed(ctx, r)
	default:
		t.notFound(ctx, r)
	}
}

// notAllowed answers that the path does not allow the method.
func notAllowed(ctx *fasthttp.RequestCtx, r *route) {
	ctx.Response.Header.Set(fasthttp.HeaderAllow, r.allow())
	r.writeError(ctx, &apierr.Error{Status: fasthttp.StatusMethodNotAllowed,
		Message: fmt.Sprintf("Not allowed to %s on %s", ctx.Method(), ctx.Request.URI().PathOriginal())})
}

// notFound answers that the path does not exist. At / a browser gets a page instead, and others hear
// that the server runs, as health checks of Ollama expect.
func (t *routes) notFound(ctx *fasthttp.RequestCtx, r *route) {
	e := &apierr.Error{Status: fasthttp.StatusNotFound, NoPath: true}
	method, path := ctx.Method(), ctx.Request.URI().PathOriginal()
	switch root := string(path) == "/"; {
	case root && front.IsBrowser(ctx):
		front.Welcome(ctx, t.pageURL)
		return
	case root && (ctx.IsGet() || ctx.IsHead()) && t.runs(ctx):
		ollama.Running(ctx)
		return
	}
	if r.dialect != nil {
		e.Message = fmt.Sprintf("Invalid URL (%s %s)", method, path)
	} else {
		e.Message = fmt.Sprintf("Unknown request URL: %s %s. Please check the URL for typos, or see the documentation.", method, path)
		e.Code = "unknown_url"
	}
	if meant := t.meantPath(path); meant != nil {
		e.Message += fmt.Sprintf(" (HINT: Did you mean %s? Check the base URL of your client.)", meant)
	}
	r.writeError(ctx, e)
}

// runs reports whether a request of / is told that Ollama is running. A server with an accent is not
// taken for Ollama, unless the client is.
func (t *routes) runs(ctx *fasthttp.RequestCtx) bool {
	return !t.isAccented || ollama.IsClient(ctx)
}

// meantPath returns the existing path with one /v1 in front, for a client whose base URL
// has /v1 twice or not at all. It returns nil if there is no such path.
func (t *routes) meantPath(path []byte) []byte {
	const base = "/v1"
	meant, twice := bytes.CutPrefix(path, []byte(base+base))
	if !twice {
		meant = path
	}
	meant = append([]byte(base), meant...)
	if !t.find(meant).exists() {
		return nil
	}
	return meant
}

// options answers OPTIONS with the methods that the path allows.
func (t *routes) options(ctx *fasthttp.RequestCtx) {
	r := t.at(ctx)
	if !r.exists() {
		t.notFound(ctx, r)
		return
	}
	r.headers.Write(ctx, render.NewID(), 0)
	ctx.SetStatusCode(fasthttp.StatusNoContent)
	ctx.Response.Header.Set(fasthttp.HeaderAllow, r.allow())
}
