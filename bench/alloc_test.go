//go:build !race

package bench_test

import (
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/bench"
	"mock-openai/fast"
)

// TestLoad_AllocatesNothing counts the allocations of the client and of a bare
// fasthttp server, which has none, over many requests.
func TestLoad_AllocatesNothing(t *testing.T) {
	url := serveFastHTTP(t, func(ctx *fasthttp.RequestCtx) { ctx.SetBodyString("constant") })
	const requests = 5000
	got := testing.AllocsPerRun(1, func() { load(t, bench.Load{URL: url, Connections: 2, Requests: requests}) })
	if got > requests/20 {
		t.Errorf("%v allocations in %d requests", got, requests)
	}
}

// TestServer_Allocates counts them with the whole server, where a body is lent to
// its connection. A stream costs fasthttp one, for what writes chunks.
func TestServer_Allocates(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(most int, path, body string) {
		t.Helper()
		const requests = 5000
		l := bench.Load{URL: url + path, Body: []byte(body), Connections: 2, Requests: requests}
		load(t, l)
		got := testing.AllocsPerRun(1, func() { load(t, l) })
		if got > float64(most*requests+requests/20) {
			t.Errorf("%s: %v allocations in %d requests", body, got, requests)
		}
	}
	f(0, "/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"hi"}]}`)
	f(0, "/v1/completions", `{"model":"m","prompt":"hi"}`)
	f(0, "/v1/embeddings", `{"model":"m","input":"hi"}`)
	f(1, "/v1/chat/completions", `{"model":"m","stream":true}`)
}
