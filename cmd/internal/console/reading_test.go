package console

import (
	"testing"

	"mock-openai/fast"
)

// BenchmarkRead is what a terminal costs each second.
func BenchmarkRead(b *testing.B) {
	server, err := fast.New(fast.Config{})
	if err != nil {
		b.Fatal(err)
	}
	metrics := server.Metrics()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(metrics); err != nil {
			b.Fatal(err)
		}
	}
}
