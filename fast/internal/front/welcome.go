package front

import (
	"bytes"
	"html"

	"github.com/valyala/fasthttp"
)

// IsBrowser reports whether the request comes from a browser: browsers accept HTML
// explicitly, API clients do not.
func IsBrowser(ctx *fasthttp.RequestCtx) bool {
	return ctx.IsGet() && bytes.Contains(ctx.Request.Header.Peek(fasthttp.HeaderAccept), []byte("text/html"))
}

// Welcome answers a browser with a page that links to the live page at pageURL. If that
// is empty, the page says how to get one. The status is 404, as for other clients.
func Welcome(ctx *fasthttp.RequestCtx, pageURL string) {
	where := "<p>To watch it in a browser, start it with <code>--metrics-addr 127.0.0.1:9090 --admin</code>.</p>"
	if pageURL != "" {
		url := html.EscapeString(pageURL)
		where = `<p>Watch and change it at <a href="` + url + `">` + url + `</a>.</p>`
	}
	ctx.Response.Header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	ctx.SetContentType("text/html; charset=utf-8")
	ctx.SetStatusCode(fasthttp.StatusNotFound)
	ctx.SetBodyString(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>mock-openai</title>` +
		`<style>:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>` +
		`<h1>mock-openai</h1><p>This is a mock of the OpenAI API. Its base URL ends in <code>/v1</code>.</p>` + where + "\n")
}
