//go:build !race

package load_test

import (
	"net"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/fast"
)

// TestLoad_AllocatesNothing counts the allocations of the client and of a bare
// fasthttp server, which has none, over many requests.
func TestLoad_AllocatesNothing(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fasthttp.Server{Handler: func(ctx *fasthttp.RequestCtx) {
		ctx.SetContentType("text/event-stream")
		ctx.SetBodyString("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n")
	}}
	go s.Serve(ln)
	defer s.Shutdown()
	f := func(l load.Load) {
		t.Helper()
		const requests = 5000
		l.URL, l.Connections, l.Requests = "http://"+ln.Addr().String()+"/", 2, requests
		got := testing.AllocsPerRun(1, func() { loadtest.Run(t, l) })
		if got > requests/20 {
			t.Errorf("%v allocations in %d requests", got, requests)
		}
	}
	f(load.Load{})
	f(load.Load{Targeter: load.NewBodies([]byte(`{"messages":[{"content":"` + load.Unique + `"}]}`))})
	pacer, err := load.NewPacer("poisson", 1e6, 1)
	if err != nil {
		t.Fatal(err)
	}
	f(load.Load{Pacer: load.Ramp(pacer, time.Millisecond)})
}

// TestServer_Allocates counts them with the whole server, where a body is lent to
// its connection. A stream costs fasthttp one, for what writes chunks.
func TestServer_Allocates(t *testing.T) {
	url := loadtest.Serve(t, fast.Config{})
	f := func(most int, path, body string) {
		t.Helper()
		const requests = 5000
		l := load.Load{URL: url + path, Body: []byte(body), Connections: 2, Requests: requests}
		loadtest.Run(t, l)
		got := testing.AllocsPerRun(1, func() { loadtest.Run(t, l) })
		if got > float64(most*requests+requests/20) {
			t.Errorf("%s: %v allocations in %d requests", body, got, requests)
		}
	}
	f(0, "/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"hi"}]}`)
	f(0, "/v1/completions", `{"model":"m","prompt":"hi"}`)
	f(0, "/v1/embeddings", `{"model":"m","input":"hi"}`)
	f(1, "/v1/chat/completions", `{"model":"m","stream":true}`)
}
