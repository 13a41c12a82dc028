package fast

import (
	"bytes"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/pool"
)

// rendering is one thing that the server renders.
type rendering struct {
	name     string
	render   func(dst []byte) []byte
	document func() any // empty structs for the yardstick
}

// BenchmarkRender measures what the server renders, one answer or event each,
// without reading a request or drawing a text. The yardstick says the same with
// structs and encoding/json, into a buffer that is kept; x-encoding-json is the
// time over that of it. An answer has 256 tokens, an event 32.
func BenchmarkRender(b *testing.B) {
	for _, r := range renderings(b) {
		b.Run(r.name, func(b *testing.B) {
			dst := r.render(nil)
			encode := encodeAs(b, r.document(), dst)
			var buffer bytes.Buffer
			b.SetBytes(int64(len(dst)))
			compare(b, "x-encoding-json", func() { encode(&buffer) }, func() { dst = r.render(dst[:0]) })
		})
	}
}

// compare calls yardstick and ours b.N times; time and allocations are those of
// ours, and unit is its time over that of yardstick.
func compare(b *testing.B, unit string, yardstick, ours func()) {
	start := time.Now()
	for range b.N {
		yardstick()
	}
	base := time.Since(start)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		ours()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(base), unit)
}

// TestRenderings wants the yardsticks to say what they stand beside, and no
// allocation where an answer is not an error.
func TestRenderings(t *testing.T) {
	for _, r := range renderings(t) {
		dst := r.render(nil)
		encodeAs(t, r.document(), dst)
		if n := testing.AllocsPerRun(100, func() { dst = r.render(dst[:0]) }); n != 0 && r.name != "error" {
			t.Errorf("%s allocates %v times", r.name, n)
		}
	}
}

// renderings are all that are measured: whole answers, the parts of them that
// are rendered apart, and every event of a stream, each where it first comes.
func renderings(t testing.TB) []rendering {
	s, err := New(Config{Answers: Answers{Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 32, StreamTokensMax: 32}})
	if err != nil {
		t.Fatal(err)
	}
	chat := s.made(t, `{"messages":[{"content":"hi"}]}`, takeChat)
	text := s.made(t, `{"prompt":"hi"}`, takeCompletion)
	vectors := s.made(t, `{"input":"hi"}`, takeEmbedding)
	base64 := s.made(t, `{"input":"hi","encoding_format":"base64"}`, takeEmbedding)
	kept := &responses{generator: s.generator, families: s.families}
	response := acquireTestCall(s)
	response.body = []byte(`{"input":"hi","store":false}`)
	if err := s.prepare(&fasthttp.RequestCtx{}, response, &endpoint{codec: kept}); err != nil {
		t.Fatal(err)
	}
	format, legacy, embedder := s.families.of(nil).chat, newTextFormat(), &embeddingCodec{pool: s.pool}
	all := []rendering{
		{"chat", func(dst []byte) []byte { return format.appendAnswer(dst, &chat.answer) }, as[jsonAnswer]},
		{"completion", func(dst []byte) []byte { return legacy.appendAnswer(dst, &text.answer) }, as[jsonAnswer]},
		{"response", func(dst []byte) []byte {
			return responseOf(&response.session).appendFinished(dst, response.created)
		}, as[jsonResponse]},
		{"embeddings/float", func(dst []byte) []byte { return embedder.appendAnswer(dst, &vectors.session) }, as[jsonEmbeddings[[]float64]]},
		{"embeddings/base64", func(dst []byte) []byte { return embedder.appendAnswer(dst, &base64.session) }, as[jsonEmbeddings[string]]},
		{"usage", func(dst []byte) []byte { return format.appendUsage(dst, &chat.answer) }, as[jsonUsage]},
		{"error", func(dst []byte) []byte { return openai.AppendError(dst, decode.Missing("messages")) }, as[jsonError]},
	}
	stream := s.made(t, `{"messages":[{"content":"hi"}],"stream_options":{"include_usage":true}}`, takeChat)
	format.begin(&stream.session, false)
	all = append(all, eventsOf(stream, "chat", as[jsonAnswer], (*call).Next)...)
	stream.stream.reset()
	format.begin(&stream.session, false)
	all = append(all, eventsOf(stream, "chat-chunked", as[jsonAnswer], oneChunk)...)
	kept.beginStream(responseOf(&response.session))
	return append(all, eventsOf(response, "response", as[jsonEvent], (*call).Next)...)
}

// oneChunk is appendChunks for one event at a time.
func oneChunk(c *call, dst []byte) ([]byte, bool) {
	if st := &c.stream; st.choices[0].stage == stageText {
		return st.appendText(dst, st.take(0, st.reach(&c.choices[0].article, st.choices[0].at))), true
	}
	return c.AppendChunks(dst)
}

func as[T any]() any { return new(T) }

func acquireTestCall(s *Server) *call {
	var ctx fasthttp.RequestCtx
	ctx.Init(new(fasthttp.Request), nil, nil)
	return s.acquireCall(&ctx, s.routes.all[0])
}

// made is the call of a request that is read and answered, but not rendered.
func (s *Server) made(t testing.TB, body string, member func(*session, []byte) *apierr.Error) *call {
	t.Helper()
	c := acquireTestCall(s)
	c.body = []byte(body)
	if err := c.decode(member); err != nil {
		t.Fatal(err)
	}
	c.promptTokens = pool.Tokens(c.promptChars)
	s.settle(c)
	s.generator.say(&c.session.turn, nil, c.request.maxTokens)
	return c
}
