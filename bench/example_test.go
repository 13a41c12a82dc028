package bench_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/valyala/fasthttp/fasthttputil"

	"mock-openai/bench"
	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/report"
	"mock-openai/fast"
)

// A gateway is compared with the server behind it: both are loaded in short turns, and the
// difference has an interval and grounds to distrust it. This gateway does nothing but wait.
func ExampleAlternate() {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	gateway := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(10 * time.Millisecond) }))
	defer gateway.Close()

	direct := bench.Side{Load: load.Load{URL: server.URL, Connections: 1, Requests: 32}}
	via := bench.Side{Load: load.Load{URL: gateway.URL, Connections: 1, Requests: 32}}
	series, err := bench.Alternate(context.Background(), []bench.Side{direct, via}, 8)
	if err != nil {
		panic(err)
	}
	added := bench.Added(gateway.URL, &series[0], &series[1])
	bench.Judge(&added, &series[0], &series[1], false, nil) // of a closed loop, before a server that tells no headroom

	// This is what report.WriteText, WriteHTML and WriteJSON take.
	_ = report.Report{
		Targets: []report.Target{bench.TargetOf(server.URL, &series[0].Total), bench.TargetOf(gateway.URL, &series[1].Total)},
		Added:   []report.Added{added},
	}
	for _, d := range added.Differences {
		if d.Name == "latency p50 ms" {
			fmt.Println("the gateway adds time:", d.Low > 0)
		}
	}
	fmt.Println(added.Verdict)
	// Output:
	// the gateway adds time: true
	// not measurable: only 32 of at least 100 answers
}

// BenchmarkGateway is how the author of a gateway would measure it: the mock
// behind it, the load before it, all in one process. The gateway here is the
// reverse proxy of the standard library; direct is what there is to lose.
func BenchmarkGateway(b *testing.B) {
	upstream := loadtest.Serve(b, fast.Config{})
	target, err := url.Parse(upstream)
	if err != nil {
		b.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			// Or the transport reads on, from a body that the server may have closed (golang/go#40747).
			r.Out.Body = io.NopCloser(io.LimitReader(r.In.Body, r.In.ContentLength))
		},
	}
	gateway := httptest.NewServer(proxy)
	b.Cleanup(gateway.Close)

	for name, address := range map[string]string{"direct": upstream, "gateway": gateway.URL} {
		b.Run(name, func(b *testing.B) {
			r := loadtest.Run(b, load.Load{URL: address + "/v1/chat/completions", Body: []byte(chatBody), Requests: b.N})
			b.ReportMetric(float64(r.Elapsed)/float64(b.N), "ns/op")
			b.ReportMetric(float64(r.Latency.Quantile(0.99)), "p99-ns")
		})
	}
}

// BenchmarkInMemory measures the server without sockets: fasthttp's parsing and
// writing, the handler, and nothing of the kernel.
func BenchmarkInMemory(b *testing.B) {
	ln := fasthttputil.NewInmemoryListener()
	loadtest.ServeOn(b, fast.Config{}, ln)
	for _, q := range requests {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			r := loadtest.Run(b, load.Load{
				URL:      "http://localhost" + q.path,
				Body:     []byte(q.body),
				Requests: b.N,
				Dial:     func(context.Context) (net.Conn, error) { return ln.Dial() },
			})
			b.ReportMetric(float64(r.Elapsed)/float64(b.N), "ns/op")
		})
	}
}
