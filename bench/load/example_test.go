package load_test

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/valyala/fasthttp/fasthttputil"

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

// questions take turns.
type questions []string

func (q questions) AppendBody(dst []byte, n int64) []byte {
	return fmt.Appendf(dst, `{"messages":[{"role":"user","content":%q}]}`, q[n%int64(len(q))])
}

// A Targeter of your own makes the bodies.
func ExampleTargeter() {
	var targeter load.Targeter = questions{"Who?", "Why?"}
	for n := range int64(3) {
		fmt.Printf("%s\n", targeter.AppendBody(nil, n))
	}
	// Output:
	// {"messages":[{"role":"user","content":"Who?"}]}
	// {"messages":[{"role":"user","content":"Why?"}]}
	// {"messages":[{"role":"user","content":"Who?"}]}
}

// bursts are five requests at a time, each second.
type bursts struct{ n int }

func (b *bursts) Next() time.Duration {
	b.n++
	return time.Duration((b.n-1)/5) * time.Second
}

// A Pacer of your own says when requests are due. NewPacer has the usual ones.
func ExamplePacer() {
	constant, err := load.NewPacer("constant", 100, 1)
	if err != nil {
		panic(err)
	}
	for _, pacer := range []load.Pacer{constant, new(bursts)} {
		var due [6]time.Duration
		for i := range due {
			due[i] = pacer.Next()
		}
		fmt.Println(due)
	}
	// Output:
	// [0s 10ms 20ms 30ms 40ms 50ms]
	// [0s 0s 0s 0s 0s 1s]
}

// The rate grows to 100 requests a second within two seconds.
func ExampleRamp() {
	pacer, err := load.NewPacer("constant", 100, 1)
	if err != nil {
		panic(err)
	}
	pacer = load.Ramp(pacer, 2*time.Second)
	n := [4]int{} // requests in each second
	for due := pacer.Next(); due < 4*time.Second; due = pacer.Next() {
		n[due/time.Second]++
	}
	fmt.Println(n)
	// Output: [25 75 100 100]
}

// Two kinds of requests take turns, one of them three times as often.
func ExampleReadBodies() {
	bodies, err := load.ReadBodies([]byte(`
{"weight": 3, "body": {"model":"small"}}
{"weight": 1, "body": {"model":"large"}}
`))
	if err != nil {
		panic(err)
	}
	n := map[string]int{}
	for i := range int64(100) {
		n[string(bodies.AppendBody(nil, i))]++
	}
	fmt.Println(n)
	// Output: map[{"model":"large"}:25 {"model":"small"}:75]
}
