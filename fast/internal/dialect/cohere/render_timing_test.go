package cohere

import (
	"testing"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: whole answers of 256 tokens, and the events of
// streams, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	chat := &Chat{Generator: g}
	made := func(codec dialect.Codec, body string) *dialect.Session {
		return rendertest.Session(t, g, codec, body, profile.Profile{
			Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32, ToolCallRate: 1,
		})
	}
	whole := func(codec dialect.Codec, body string) func([]byte) []byte {
		c := made(codec, body)
		return func(dst []byte) []byte { return codec.AppendAnswer(dst, c) }
	}
	const (
		hello     = `{"messages":[{"role":"user","content":"hi"}]`
		documents = `,"documents":[{"id":"a","data":{"text":"The sky is green."}},"Grass is blue."]}`
		tools     = `,"tools":[{"function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}]}`
	)
	all := []rendertest.Rendering{
		{Name: "chat", Render: whole(chat, hello+`}`), Document: new(jsonAnswer)},
		{Name: "chat/documents", Render: whole(chat, hello+documents), Document: new(jsonAnswer)},
		{Name: "chat/logprobs", Render: whole(chat, hello+`,"logprobs":true}`), Document: new(jsonAnswer)},
		{Name: "chat/tools", Render: whole(chat, hello+tools), Document: new(jsonAnswer)},
		{Name: "embed", Render: whole(&Embed{Pool: g.Pool}, `{"texts":["hi"]}`), Document: new(jsonEmbeddings)},
		{Name: "embed/int8", Render: whole(&Embed{Pool: g.Pool}, `{"texts":["hi"],"embedding_types":["int8"]}`), Document: new(jsonEmbeddings)},
		{Name: "rerank", Render: whole(&Rerank{Version: "2"}, `{"query":"a","documents":["a","b","c","d","e","f","g","h"]}`), Document: new(jsonRanking)},
		{Name: rendertest.Allocates, Render: func(dst []byte) []byte { return appendError(dst, apierr.NoKey, render.ID{}) }, Document: new(jsonError)},
	}
	for _, body := range []string{hello + documents, hello + tools} {
		c := made(chat, body)
		chat.Begin(c)
		m := messageOf(c)
		all = append(all, rendertest.Events("event", func() any { return new(jsonEvent) }, c.Stream.Next, func() func() {
			cursor, message, position := c.Stream, *m, c.Stream.Choices[0]
			return func() { c.Stream, *m, c.Stream.Choices[0] = cursor, message, position }
		})...)
	}
	return all
}
