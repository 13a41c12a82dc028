package anthropic

import (
	"testing"

	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: a message of 256 tokens, and the events of its
// stream, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	codec := &Messages{Generator: g}
	c := rendertest.Session(t, g, codec, `{"messages":[{"role":"user","content":"hi"}]}`, profile.Profile{
		Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32,
	})
	m := messageOf(c)
	whole := rendertest.Rendering{Name: "message", Document: new(jsonMessage), Render: m.appendWhole}
	codec.Begin(c)
	return append([]rendertest.Rendering{whole}, rendertest.Events("message", func() any { return new(jsonEvent) }, c.Stream.Next, func() func() {
		cursor, message, position := c.Stream, *m, c.Stream.Choices[0]
		return func() { c.Stream, *m, c.Stream.Choices[0] = cursor, message, position }
	})...)
}
