package openai

import (
	"testing"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: whole answers of 256 tokens, the parts of them
// that are rendered apart, and every event of a stream, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	text := Text{Generator: g, Families: NewFamilies([]byte("fp_0123456789"))}
	chat, legacy := &Chat{text}, &Completions{Text{Generator: g, Format: NewTextFormat()}}
	embeddings := &Embeddings{Pool: g.Pool}
	made := func(codec dialect.Codec, body string) *dialect.Session {
		return rendertest.Session(t, g, codec, body, profile.Profile{
			Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32,
		})
	}
	whole := func(codec dialect.Codec, body string) func([]byte) []byte {
		c := made(codec, body)
		return func(dst []byte) []byte { return codec.AppendAnswer(dst, c) }
	}
	chatted := made(chat, `{"messages":[{"content":"hi"}]}`)
	all := []rendertest.Rendering{
		{Name: "chat", Render: whole(chat, `{"messages":[{"content":"hi"}]}`), Document: new(jsonAnswer)},
		{Name: "completion", Render: whole(legacy, `{"prompt":"hi"}`), Document: new(jsonAnswer)},
		{Name: "embeddings/float", Render: whole(embeddings, `{"input":"hi"}`), Document: new(jsonEmbeddings[[]float64])},
		{Name: "embeddings/base64", Render: whole(embeddings, `{"input":"hi","encoding_format":"base64"}`), Document: new(jsonEmbeddings[string])},
		{Name: "usage", Render: func(dst []byte) []byte {
			return chatted.Encoder.(*Format).appendUsage(dst, &chatted.Answer)
		}, Document: new(jsonUsage)},
		{Name: rendertest.Allocates, Render: func(dst []byte) []byte { return appendError(dst, decode.Missing("messages"), render.ID{}) }, Document: new(jsonError)},
	}
	c := made(chat, `{"messages":[{"content":"hi"}],"stream_options":{"include_usage":true}}`)
	chat.Begin(c)
	return append(all, rendertest.Events("chat", func() any { return new(jsonAnswer) }, c.Stream.Next, func() func() {
		cursor, position := c.Stream, c.Stream.Choices[0]
		return func() { c.Stream, c.Stream.Choices[0] = cursor, position }
	})...)
}
