package admin_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/admin"
)

// BenchmarkPolled compares chat requests with and without a page that reads a snapshot once
// a second. The page must cost them nothing.
func BenchmarkPolled(b *testing.B) {
	f := func(name string, polled bool) {
		b.Run(name, func(b *testing.B) {
			s, err := fast.New(fast.Config{})
			if err != nil {
				b.Fatal(err)
			}
			control := admin.New(s)
			stop := make(chan struct{})
			defer close(stop)
			if polled {
				go poll(func() {
					control.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/_mock/snapshot", nil))
				}, stop)
			}
			handler := s.Handler()
			var request fasthttp.Request
			request.Header.SetMethod("POST")
			request.SetRequestURI("/v1/chat/completions")
			request.SetBodyString(`{"model":"gpt-4o","messages":[{"role":"user","content":"Tell me about load tests."}]}`)
			var ctx fasthttp.RequestCtx
			ctx.Init(&request, nil, nil)
			b.ReportAllocs()
			for b.Loop() {
				ctx.Response.Reset()
				handler(&ctx)
			}
		})
	}
	f("no", false)
	f("yes", true)
}

// poll calls read once a second.
func poll(read func(), stop chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			read()
		}
	}
}

// BenchmarkSnapshot measures one snapshot. The page reads one a second.
func BenchmarkSnapshot(b *testing.B) {
	s, err := fast.New(fast.Config{})
	if err != nil {
		b.Fatal(err)
	}
	control := admin.New(s)
	b.ReportAllocs()
	for b.Loop() {
		control.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/_mock/snapshot", nil))
	}
}
