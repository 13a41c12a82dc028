package bedrock

import (
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func BenchmarkRender(b *testing.B) { rendertest.Benchmark(b, renderings(b)) }

func TestRenderings(t *testing.T) { rendertest.Check(t, renderings(t)) }

// jsonAnswer is an answer of Converse as structs for encoding/json.
type jsonAnswer struct {
	Metrics struct {
		Latency int `json:"latencyMs"`
	} `json:"metrics"`
	Output struct {
		Message struct {
			Content []jsonText `json:"content"`
			Role    string     `json:"role"`
		} `json:"message"`
	} `json:"output"`
	StopReason string         `json:"stopReason"`
	Usage      map[string]any `json:"usage"`
}

type jsonText struct {
	Text string `json:"text"`
}

// jsonDelta is the payload of an event with text.
type jsonDelta struct {
	Index   int      `json:"contentBlockIndex"`
	Delta   jsonText `json:"delta"`
	Padding string   `json:"p"`
}

// jsonChunk is the payload of an event of InvokeModel.
type jsonChunk struct {
	Bytes   []byte `json:"bytes"`
	Padding string `json:"p"`
}

// renderings are an answer of 256 tokens, and events of 32.
func renderings(t testing.TB) []rendertest.Rendering {
	g := rendertest.Generator(t, 256)
	p := profile.Profile{Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32}
	codec := &Converse{Generator: g}
	c := rendertest.Session(t, g, codec, `{"messages":[{"role":"user","content":[{"text":"hi"}]}]}`, p)
	m := messageOf(c)
	all := []rendertest.Rendering{{Name: "converse", Document: new(jsonAnswer), Render: m.appendWhole}}
	codec.Begin(c)
	all = append(all, rendertest.Rendering{Name: "delta", Document: new(jsonDelta), Render: second(c, func() func() {
		cursor, message, position := c.Stream, *m, c.Stream.Choices[0]
		return func() { c.Stream, *m, c.Stream.Choices[0] = cursor, message, position }
	})})
	invoke := &Invoke{Messages: &anthropic.Messages{Generator: g}}
	d := rendertest.Session(t, g, invoke, `{"messages":[{"role":"user","content":"hi"}]}`, p)
	invoke.Begin(d)
	v := invocationOf(d)
	event := []byte(`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"As a rule, the committee describes the most common case which means that the question is built around the cost of waiting."}}`)
	return append(all, rendertest.Rendering{Name: "chunk", Document: new(jsonChunk), Render: func(dst []byte) []byte {
		cursor := d.Stream
		dst = v.appendChunk(dst, &d.Stream, event)
		d.Stream = cursor
		return dst
	}})
}

// second returns a function that renders the second event of a stream again and again. save
// returns what brings the stream back to where it is.
func second(c *dialect.Session, save func() (restore func())) func(dst []byte) []byte {
	c.Stream.Next(nil)
	restore := save()
	return func(dst []byte) []byte {
		restore()
		dst, _ = c.Stream.Next(dst)
		return dst
	}
}
