package gemini

import (
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: whole answers of 256 tokens, and the events of a
// stream, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 4096)
	api := New(g)
	made := func(codec dialect.Codec, uri, body string) *dialect.Session {
		return rendertest.SessionAt(t, g, codec, uri, body, profile.Profile{
			Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32, ToolCallRate: 1,
		})
	}
	whole := func(codec dialect.Codec, uri, body string) func([]byte) []byte {
		c := made(codec, uri, body)
		return func(dst []byte) []byte { return codec.AppendAnswer(dst, c) }
	}
	const (
		model  = "/v1beta/models/m:generateContent"
		vertex = "/v1/projects/p/locations/l/publishers/google/models/m:generateContent"
		hello  = `{"contents":[{"parts":[{"text":"hi"}]}]`
		tools  = `,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"required":["a"]}}]}]}`
	)
	all := []rendertest.Rendering{
		{Name: "contents", Render: whole(api.GenerateContent(), model, hello+`}`), Document: new(jsonAnswer)},
		{Name: "contents/vertex", Render: whole(api.OnVertex().GenerateContent(), vertex, hello+`}`), Document: new(jsonAnswer)},
		{Name: "contents/thoughts", Render: whole(api.GenerateContent(), model, hello+`,"generationConfig":{"thinkingConfig":{"includeThoughts":true}}}`), Document: new(jsonAnswer)},
		{Name: "contents/tools", Render: whole(api.GenerateContent(), model, hello+tools), Document: new(jsonAnswer)},
		{Name: "tokens", Render: whole(api.CountTokens(), model, hello+`}`), Document: new(jsonTokens)},
		{Name: "embedding", Render: whole(api.EmbedContent(), model, `{"content":{"parts":[{"text":"hi"}]}}`), Document: new(jsonEmbedding)},
		{Name: rendertest.Allocates, Render: func(dst []byte) []byte { return appendError(dst, errBadJSON, render.ID{}) }, Document: new(jsonError)},
	}
	streams := api.StreamGenerateContent()
	c := made(streams, model+"?alt=sse", hello+`}`)
	streams.Begin(c)
	event := func(name string) {
		cursor, position, r := c.Stream, c.Stream.Choices[0], *answerOf(c)
		all = append(all, rendertest.Rendering{Name: "event/" + name, Render: func(dst []byte) []byte {
			c.Stream, c.Stream.Choices[0], *answerOf(c) = cursor, position, r
			dst, _ = c.Stream.Next(dst)
			return dst
		}, Document: new(jsonAnswer)})
	}
	event("text")
	for c.Stream.Choices[0].At+32 < c.Choices[0].Article.Tokens() {
		c.Stream.Next(nil)
	}
	event("last")
	return all
}
