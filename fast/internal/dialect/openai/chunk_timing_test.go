package openai

import (
	"testing"

	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// BenchmarkChunks renders whole streams as chunks, of texts drawn at random with
// what is set by default. x-copy is the time over that of copying as many bytes.
func BenchmarkChunks(b *testing.B) { benchmarkChunks(b, "gpt-4-mock") }

// BenchmarkChunks_Padded is the same for a model whose events are padded.
func BenchmarkChunks_Padded(b *testing.B) { benchmarkChunks(b, "gpt-4o") }

func benchmarkChunks(b *testing.B, model string) {
	sampler := pool.Sampler{Mean: 256, Stddev: 64}
	g := rendertest.Generator(b, sampler.Max())
	codec := &Chat{Text{Generator: g, Families: NewFamilies([]byte("fp_0123456789"))}}
	c := rendertest.Session(b, g, codec, `{"model":"`+model+`","messages":[{"content":"hi"}],"stream":true}`, profile.Profile{
		Tokens: sampler, StreamTokensMin: 1, StreamTokensMax: 64,
	})
	var dst []byte
	render := func() {
		c.Choices = c.Choices[:0]
		g.GenerateText(&c.Turn, nil, c.Request.MaxTokens)
		codec.Begin(c)
		dst = dst[:0]
		for more := true; more; {
			dst, more = c.Stream.AppendChunks(dst)
		}
	}
	bytes := 0
	for range 100 {
		render()
		bytes += len(dst)
	}
	from, to := make([]byte, bytes/100), make([]byte, bytes/100)
	rendertest.Compare(b, "x-copy", func() { copy(to, from) }, render)
}
