package fast_test

import (
	"io"
	"testing"

	"mock-openai/fast"
)

// BenchmarkEngineMetrics measures how much the metrics of an inference server delay a chat
// request and a stream.
func BenchmarkEngineMetrics(b *testing.B) {
	for name, body := range map[string]string{"chat": chatRequest, "stream": `{"stream":true,` + chatRequest[1:]} {
		for _, style := range []string{"", "vllm", "tgi", "sglang"} {
			b.Run(name+"/style="+style, func(b *testing.B) {
				c := fast.Config{Answers: fast.Answers{Deterministic: true}}
				c.Observation.EngineMetrics = fast.EngineMetrics{Style: style, KVCacheTokens: 1e6}
				handler := handlerOf(b, c)
				ctx := newRequest("POST", "/v1/chat/completions", body)
				b.ReportAllocs()
				for b.Loop() {
					ctx.Response.Reset()
					handler(ctx)
					if w, ok := ctx.Response.BodyStream().(io.WriterTo); ok {
						w.WriteTo(io.Discard)
						ctx.Response.CloseBodyStream()
					}
				}
			})
		}
	}
}
