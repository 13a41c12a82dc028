package bench_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/valyala/fasthttp/fasthttputil"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/fast"
)

// A server in the same process is loaded over loopback.
func ExampleLoad() {
	ln, _ := net.Listen("tcp", "127.0.0.1:0")
	server, _ := fast.New(fast.Config{})
	go server.Serve(ln)
	defer server.Shutdown(context.Background())

	result, err := load.Load{
		URL:         "http://" + ln.Addr().String() + "/v1/chat/completions",
		Body:        []byte(`{"messages":[{"role":"user","content":"Hello!"}]}`),
		Connections: 8,
		Requests:    1000,
	}.Run(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Requests, "answers,", result.Errors, "errors; the median took", result.Latency.Quantile(0.5) > 0)
	// Output: 1000 answers, 0 errors; the median took true
}

// Without a socket a benchmark sees nothing of the network's cost.
func ExampleLoad_inMemory() {
	ln := fasthttputil.NewInmemoryListener()
	server, _ := fast.New(fast.Config{})
	go server.Serve(ln)
	defer server.Shutdown(context.Background())

	result, err := load.Load{
		URL:      "http://localhost/v1/chat/completions",
		Body:     []byte(`{"stream":true,"messages":[{"role":"user","content":"Hello!"}]}`),
		Requests: 1000,
		Dial:     func(context.Context) (net.Conn, error) { return ln.Dial() },
	}.Run(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Requests, "streams, each of several events:", result.Events > 3000)
	// Output: 1000 streams, each of several events: true
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
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
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
