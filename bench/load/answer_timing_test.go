package load

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkAnswer takes a chunked stream of twelve events that came in one read,
// and counts it.
func BenchmarkAnswer(b *testing.B) {
	var raw strings.Builder
	raw.WriteString("HTTP/1.1 200 OK\r\nServer: mock\r\nContent-Type: text/event-stream; charset=utf-8\r\nX-Request-Id: req_0123456789\r\nTransfer-Encoding: chunked\r\n\r\n")
	for range 12 {
		event := `data: {"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":"` +
			strings.Repeat("some text ", 12) + `"},"logprobs":null,"finish_reason":null}]}` + "\n\n"
		fmt.Fprintf(&raw, "%x\r\n%s\r\n", len(event), event)
	}
	raw.WriteString("0\r\n\r\n")
	read := []byte(raw.String())
	shard := new(shard)
	a := &answer{shard: shard}
	var w http1Wire
	b.SetBytes(int64(len(read)))
	b.ReportAllocs()
	for b.Loop() {
		a.reset()
		w.response.Reset()
		a.arrived()
		if err := w.take(read, a); err != nil || !w.response.Done() {
			b.Fatal(err)
		}
		shard.count(a, 0, answered, nil, &Objectives{})
	}
}
