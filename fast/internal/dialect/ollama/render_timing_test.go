package ollama

import (
	"encoding/json"
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// What is rendered, as it is usually written: structs for encoding/json.
type (
	jsonAnswer struct {
		Model      string       `json:"model"`
		CreatedAt  string       `json:"created_at"`
		Message    *jsonMessage `json:"message,omitempty"`
		Response   *string      `json:"response,omitempty"`
		Done       bool         `json:"done"`
		DoneReason string       `json:"done_reason,omitempty"`
		Context    []int        `json:"context,omitempty"`
		jsonDurations
		PromptEvalCount    int `json:"prompt_eval_count,omitempty"`
		PromptEvalDuration int `json:"prompt_eval_duration,omitempty"`
		EvalCount          int `json:"eval_count,omitempty"`
		EvalDuration       int `json:"eval_duration,omitempty"`
	}
	jsonMessage struct {
		Role     string `json:"role"`
		Content  string `json:"content"`
		Thinking string `json:"thinking,omitempty"`
		Calls    []struct {
			ID       string `json:"id"`
			Function struct {
				Index     int             `json:"index"`
				Name      string          `json:"name"`
				Arguments json.RawMessage `json:"arguments"`
			} `json:"function"`
		} `json:"tool_calls,omitempty"`
	}
	jsonDurations struct {
		Total int `json:"total_duration,omitempty"`
		Load  int `json:"load_duration,omitempty"`
	}
	jsonEmbeddings struct {
		Model      string      `json:"model"`
		Embeddings [][]float64 `json:"embeddings"`
		jsonDurations
		PromptEvalCount int `json:"prompt_eval_count"`
	}
	jsonError struct {
		Error string `json:"error"`
	}
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// renderings are all that are measured: whole answers of 256 tokens, and the lines of a
// stream, of 32 tokens.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	text := Text{Generator: g}
	chat, generate, embed := &Chat{text}, &Generate{text}, &Embed{Text: text}
	made := func(codec dialect.Codec, body string) *dialect.Session {
		return rendertest.Session(t, g, codec, body, profile.Profile{
			Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32, ToolCallRate: 1,
		})
	}
	whole := func(codec dialect.Codec, body string) func([]byte) []byte {
		c := made(codec, body)
		return func(dst []byte) []byte { return codec.AppendAnswer(dst, c) }
	}
	const hello = `{"messages":[{"role":"user","content":"hi"}]`
	all := []rendertest.Rendering{
		{Name: "chat", Render: whole(chat, hello+`}`), Document: new(jsonAnswer)},
		{Name: "chat/thinking", Render: whole(chat, hello+`,"think":true}`), Document: new(jsonAnswer)},
		{Name: "chat/tools", Render: whole(chat, hello+`,"tools":[{"function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}]}`), Document: new(jsonAnswer)},
		{Name: "generate", Render: whole(generate, `{"prompt":"hi"}`), Document: new(jsonAnswer)},
		{Name: "embed", Render: whole(embed, `{"input":"hi"}`), Document: new(jsonEmbeddings)},
		{Name: rendertest.Allocates, Render: func(dst []byte) []byte { return appendError(dst, errNoModel, render.ID{}) }, Document: new(jsonError)},
	}
	c := made(chat, hello+`}`)
	chat.Begin(c)
	line := func(name string) {
		cursor, position := c.Stream, c.Stream.Choices[0]
		all = append(all, rendertest.Rendering{Name: "line/" + name, Render: func(dst []byte) []byte {
			c.Stream, c.Stream.Choices[0] = cursor, position
			dst, _ = c.Stream.Next(dst)
			return dst
		}, Document: new(jsonAnswer)})
	}
	line("text")
	for c.Stream.Choices[0].At < c.Choices[0].Article.Tokens() {
		c.Stream.Next(nil)
	}
	line("done")
	return all
}
