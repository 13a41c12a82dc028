package openai

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httputil"
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// TestAppendChunks reads chunks of every length of size with the standard
// library.
func TestAppendChunks(t *testing.T) {
	g := rendertest.Generator(t, 40_000)
	families := NewFamilies([]byte("fp_0"))
	f := func(format *Format, tokens int, nulls bool) {
		t.Helper()
		codec := &Chat{Text{Generator: g, Format: format}}
		begin := func() *dialect.Session {
			c := rendertest.Session(t, g, codec, fmt.Sprintf(`{"stream_options":{"include_usage":%v}}`, nulls), profile.Profile{
				Tokens: pool.Sampler{Mean: 20_000}, StreamTokensMin: tokens, StreamTokensMax: tokens,
			})
			codec.Begin(c)
			return c
		}
		var want, chunks []byte
		plain, chunked := begin(), begin()
		for more := true; more; {
			want, more = plain.Stream.Next(want)
		}
		for more := true; more; {
			chunks, more = chunked.Stream.AppendChunks(chunks)
		}
		got, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(append(chunks, "0\r\n\r\n"...))))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d tokens in an event: %v; %d bytes instead of %d", tokens, err, len(got), len(want))
		}
	}
	for _, tokens := range []int{1, 10, 15, 20, 64, 1000, 5000, 16384} {
		f(families.Of([]byte("m")).chat, tokens, false)
		f(families.list[0].chat, tokens, true)
		f(NewTextFormat(), tokens, true)
	}
}
