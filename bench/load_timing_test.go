package bench_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/fast"
)

const (
	chatBody = `{"model":"gpt-4-mock","messages":[{"role":"system","content":"You are a helpful assistant."},` +
		`{"role":"user","content":"Tell me something about load tests, in a few sentences, as if I had never seen one before in my life."}],` +
		`"temperature":0.7,"max_tokens":1024}`
	inputBody = `{"model":"text-embedding-3-small","input":"The quick brown fox jumps over the lazy dog."`
)

const messageBody = `{"model":"claude-opus-4-6","system":"You are a helpful assistant.",` +
	`"messages":[{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"max_tokens":1024`

const contentsBody = `{"systemInstruction":{"parts":[{"text":"You are a helpful assistant."}]},"contents":[{"role":"user",` +
	`"parts":[{"text":"Tell me something about load tests, in a few sentences, as if I had never seen one before in my life."}]}],` +
	`"generationConfig":{"temperature":0.7,"maxOutputTokens":1024}}`

const converseBody = `{"system":[{"text":"You are a helpful assistant."}],"messages":[{"role":"user",` +
	`"content":[{"text":"Tell me something about load tests, in a few sentences."}]}],"inferenceConfig":{"temperature":0.7,"maxTokens":1024}}`

const invokeBody = `{"anthropic_version":"bedrock-2023-05-31","system":"You are a helpful assistant.",` +
	`"messages":[{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"max_tokens":1024}`

const bedrockModel = "/model/us.anthropic.claude-opus-4-6-v1%3A0"

// requests are what is measured.
var requests = []struct{ name, path, body string }{
	{"health", "/health", ""},
	{"chat", "/v1/chat/completions", chatBody},
	{"stream", "/v1/chat/completions", chatBody[:len(chatBody)-1] + `,"stream":true}`},
	{"messages", "/v1/messages", messageBody + `}`},
	{"messages-stream", "/v1/messages", messageBody + `,"stream":true}`},
	{"gemini", "/v1beta/models/gemini-2.5-flash:generateContent", contentsBody},
	{"gemini-stream", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", contentsBody},
	{"azure", "/openai/deployments/gpt-4-mock/chat/completions?api-version=2024-10-21", chatBody},
	{"azure-stream", "/openai/deployments/gpt-4-mock/chat/completions?api-version=2024-10-21", chatBody[:len(chatBody)-1] + `,"stream":true}`},
	{"ollama", "/api/chat", chatBody[:len(chatBody)-1] + `,"stream":false}`},
	{"ollama-stream", "/api/chat", chatBody},
	{"converse", bedrockModel + "/converse", converseBody},
	{"converse-stream", bedrockModel + "/converse-stream", converseBody},
	{"invoke", bedrockModel + "/invoke", invokeBody},
	{"invoke-stream", bedrockModel + "/invoke-with-response-stream", invokeBody},
	{"cohere", "/v2/chat", chatBody},
	{"cohere-stream", "/v2/chat", chatBody[:len(chatBody)-1] + `,"stream":true}`},
	{"completions", "/v1/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":"Once upon a time","max_tokens":1024}`},
	{"embeddings-float", "/v1/embeddings", inputBody + `}`},
	{"embeddings-base64", "/v1/embeddings", inputBody + `,"encoding_format":"base64"}`},
	{"prompt-100kB", "/v1/chat/completions", `{"model":"gpt-4-mock","messages":[{"role":"user","content":"` +
		strings.Repeat("The quick brown fox jumps over the lazy dog. ", 2280) + `"}]}`},
}

// BenchmarkServer measures whole servers over loopback, in a closed loop at
// several numbers of connections. The yardstick is bare fasthttp, which answers
// every request with a constant body as long as the mock's is on average;
// net/http does the same, and encoding/json is a mock as it is usually written.
//
//	ns/op           time per request
//	x-fasthttp      the same, over that of the yardstick
//	cpu-ns/op       CPU time of the process per request: server and client
//	cpu-x-fasthttp  the same, over that of the yardstick
//
// The client shares process and machine with the server, and both sides of a
// ratio pay it alike: what the servers differ by is more than the ratios say.
// The pinned runs see the server alone.
func BenchmarkServer(b *testing.B) {
	mock := loadtest.Serve(b, fast.Config{})
	for _, q := range requests {
		target := load.Load{URL: mock + q.path, Body: []byte(q.body), Requests: 256}
		constant := make([]byte, loadtest.Run(b, target).Bytes/256)
		yardstick := serveFastHTTP(b, constantFast(constant))
		b.Run(q.name, func(b *testing.B) {
			benchmarkServer(b, "mock-openai", yardstick, target)
			target.URL = serveHTTP(b, constantHTTP(constant))
			benchmarkServer(b, "net-http", yardstick, target)
			if q.name == "chat" {
				target.URL = serveHTTP(b, typicalMock(len(constant)))
				benchmarkServer(b, "encoding-json", yardstick, target)
			}
		})
	}
}

func benchmarkServer(b *testing.B, name, yardstick string, ours load.Load) {
	theirs := ours
	theirs.URL = yardstick
	ours.Dial, theirs.Dial = kept(b, ours.URL), kept(b, theirs.URL)
	for _, connections := range []int{1, 64, 1024} {
		ours.Connections, theirs.Connections = connections, connections
		b.Run(fmt.Sprintf("%s/%d", name, connections), func(b *testing.B) { compare(b, ours, theirs) })
	}
}

// kept opens connections to the host of target and gives them out again once
// they are closed, so that opening them is paid for once.
func kept(b *testing.B, target string) func(context.Context) (net.Conn, error) {
	u, err := url.Parse(target)
	if err != nil {
		b.Fatal(err)
	}
	free := make(chan net.Conn, 1024)
	b.Cleanup(func() {
		for len(free) > 0 {
			(<-free).(*keptConn).Conn.Close()
		}
	})
	return func(ctx context.Context) (net.Conn, error) {
		select {
		case conn := <-free:
			return conn, nil
		default:
		}
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", u.Host)
		return &keptConn{conn, free}, err
	}
}

type keptConn struct {
	net.Conn
	free chan<- net.Conn
}

func (c *keptConn) Close() error {
	c.free <- c
	return nil
}

// slices is into how many parts the requests of a benchmark are cut, so that
// the two servers take turns and noise hits both.
const slices = 4

// compare makes b.N requests of each kind.
func compare(b *testing.B, ours, theirs load.Load) {
	var our, their cost
	for i := range slices {
		if n := b.N*(i+1)/slices - b.N*i/slices; n > 0 {
			ours.Requests, theirs.Requests = n, n
			our.add(b, ours)
			their.add(b, theirs)
		}
	}
	n := float64(b.N)
	b.ReportMetric(float64(our.elapsed)/n, "ns/op")
	b.ReportMetric(float64(our.cpu)/n, "cpu-ns/op")
	b.ReportMetric(float64(our.elapsed)/float64(their.elapsed), "x-fasthttp")
	b.ReportMetric(float64(our.cpu)/float64(max(their.cpu, 1)), "cpu-x-fasthttp")
}

// cost is what requests took.
type cost struct{ elapsed, cpu time.Duration }

func (c *cost) add(b *testing.B, l load.Load) {
	b.Helper()
	r := loadtest.Run(b, l)
	c.elapsed += r.Elapsed
	c.cpu += r.CPU
}
