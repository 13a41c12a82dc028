package fast_test

import (
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/limit"
)

// BenchmarkLimits measures what limits that are never reached cost a chat request, without
// a network.
func BenchmarkLimits(b *testing.B) {
	f := func(name string, c fast.Config) {
		b.Run(name, func(b *testing.B) {
			handler := handlerOf(b, c) // with full buckets
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				ctx := newRequest("POST", "/v1/chat/completions", chatRequest)
				ctx.Request.Header.Set("Authorization", "Bearer sk-0123456789abcdef")
				for pb.Next() {
					ctx.Response.Reset()
					handler(ctx)
				}
			})
		})
	}
	f("off", fast.Config{})
	f("rpm", fast.Config{Limits: fast.Limits{RPM: limit.Max}})
	f("rpm-tpm", fast.Config{Limits: fast.Limits{RPM: limit.Max, TPM: limit.Max}})
	f("rpm-tpm-totals", fast.Config{Limits: fast.Limits{RPM: limit.Max, TPM: limit.Max, RPMTotal: limit.Max, TPMTotal: limit.Max}})
	f("concurrency", fast.Config{Limits: fast.Limits{MaxConcurrency: 1000}})
	f("refused", fast.Config{Limits: fast.Limits{RPM: 1}})
}
