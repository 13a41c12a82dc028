package responses

import (
	"testing"

	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: a response of 256 tokens, and every event of its
// stream, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	codec := &Codec{Generator: g, Families: openai.NewFamilies([]byte("fp_0"))}
	c := rendertest.Session(t, g, codec, `{"input":"hi","store":false}`, profile.Profile{
		Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32,
	})
	r := responseOf(c)
	whole := rendertest.Rendering{Name: "response", Document: new(jsonResponse), Render: func(dst []byte) []byte {
		return r.appendFinished(dst, c.Created)
	}}
	codec.Begin(c)
	fresh, first := *r, r.items[0]
	for more := true; more; { // so that there is memory for all of it, as in later requests
		_, more = c.Stream.Next(nil)
	}
	fresh.place = r.place
	*r, r.items[0] = fresh, first
	c.Stream.Reset()
	codec.Begin(c)
	return append([]rendertest.Rendering{whole}, rendertest.Events("response", func() any { return new(jsonEvent) }, c.Stream.Next, func() func() {
		cursor, response, item := c.Stream, *r, r.items[0]
		return func() { c.Stream, *r, r.items[0] = cursor, response, item }
	})...)
}
