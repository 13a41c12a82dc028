//go:build !race

package bench_test

import (
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/bench"
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
