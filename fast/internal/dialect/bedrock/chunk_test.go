package bedrock

import (
	"bytes"
	"io"
	"net/http/httputil"
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// TestAppendChunks wants the messages of a stream to be the same whether text comes in
// batches or one by one, of every length.
func TestAppendChunks(t *testing.T) {
	g := rendertest.Generator(t, 40_000)
	f := func(codec dialect.Codec, tokens int, body string) {
		t.Helper()
		begin := func() *dialect.Session {
			c := rendertest.Session(t, g, codec, body, profile.Profile{
				Tokens: pool.Sampler{Mean: 20_000}, StreamTokensMin: tokens, StreamTokensMax: tokens,
			})
			codec.Begin(c)
			return c
		}
		var want, chunks, batch []byte
		plain, chunked := begin(), begin()
		for more := true; more; {
			want, more = plain.Stream.Next(want)
		}
		calls := uint64(0)
		for more := true; more; calls++ {
			batch, more = chunked.Stream.AppendChunks(batch[:0])
			chunks = append(chunks, batch...)
		}
		got, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(append(chunks, "0\r\n\r\n"...))))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%T, %d tokens in an event: %v; %d bytes instead of %d", codec, tokens, err, len(got), len(want))
		}
		if events := chunked.Stream.Events; tokens < 16 && calls > events/4 {
			t.Errorf("%T: %d events came in %d calls, not in batches", codec, events, calls)
		}
	}
	for _, tokens := range []int{1, 2, 3, 15, 64, 1000, 5000, 16384} {
		f(&Converse{Generator: g}, tokens, `{"messages":[{"role":"user","content":[{"text":"hi"}]}]}`)
		invoke := &Invoke{Messages: &anthropic.Messages{Generator: g}}
		f(invoke, tokens, `{"messages":[{"role":"user","content":"hi"}]}`)
		f(invoke, tokens, `{"thinking":{"type":"enabled","budget_tokens":2000},"max_tokens":30000,"messages":[{"role":"user","content":"hi"}]}`)
	}
}
