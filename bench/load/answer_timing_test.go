package load

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkAnswer takes a chunked stream of sixteen events that came in one read,
// and counts it.
func BenchmarkAnswer(b *testing.B) {
	var raw strings.Builder
	raw.WriteString("HTTP/1.1 200 OK\r\nServer: mock\r\nContent-Type: text/event-stream; charset=utf-8\r\nX-Request-Id: req_0123456789\r\nTransfer-Encoding: chunked\r\n\r\n")
	event := func(data string) {
		data = "data: " + data + "\n\n"
		fmt.Fprintf(&raw, "%x\r\n%s\r\n", len(data), data)
	}
	const envelope = `{"id":"chatcmpl-0123456789abcdef","object":"chat.completion.chunk","created":1700000000,"model":"m","service_tier":"default","system_fingerprint":"fp_0123456789","choices":[`
	choice := func(delta, finish string) {
		event(envelope + `{"index":0,"delta":{` + delta + `},"logprobs":null,"finish_reason":` + finish + `}],"usage":null}`)
	}
	choice(`"role":"assistant","content":"","refusal":null`, "null")
	for range 12 {
		choice(`"content":"`+strings.Repeat("some text ", 12)+`"`, "null")
	}
	choice("", `"stop"`)
	event(envelope + `],"usage":{"prompt_tokens":9,"completion_tokens":360,"total_tokens":369}}`)
	event("[DONE]")
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
