package fast_test

import (
	"context"
	"io"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/journal"
)

// BenchmarkRecorded measures how much recording delays a chat request: without a journal,
// with one in memory only, and with a file that accepts everything at once.
func BenchmarkRecorded(b *testing.B) {
	f := func(name string, j *journal.Journal) {
		b.Run(name, func(b *testing.B) {
			handler := handlerOf(b, fast.Config{Observation: fast.Observation{Journal: j}})
			ctx := newRequest("POST", "/v1/chat/completions", chatRequest)
			b.ReportAllocs()
			var before uint64
			if j != nil {
				before = j.Dropped()
			}
			for b.Loop() {
				ctx.Response.Reset()
				handler(ctx)
			}
			if j != nil {
				b.ReportMetric(100*float64(j.Dropped()-before)/float64(b.N), "%dropped")
			}
		})
	}
	f("off", nil)
	f("memory", journal.New(nil))
	file := journal.New(io.Discard)
	f("file", file)
	if err := file.Close(context.Background()); err != nil {
		b.Error(err)
	}
}
