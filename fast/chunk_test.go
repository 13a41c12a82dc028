package fast

import (
	"bytes"
	"io"
	"math"
	"net/http/httputil"
	"testing"

	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// TestAppendChunks reads chunks of every length of size with the standard
// library.
func TestAppendChunks(t *testing.T) {
	s, err := New(Config{Answers: Answers{Tokens: pool.Sampler{Mean: 20_000}, StreamTokensMin: 1, StreamTokensMax: math.MaxInt32}})
	if err != nil {
		t.Fatal(err)
	}
	f := func(format *format, tokens int, nulls bool) {
		t.Helper()
		say := func() *call {
			c := calls.Get().(*call)
			c.pcg.Seed(1, 2)
			c.id, c.request.model = render.ID{3, 4}, []byte("m")
			s.settle(c)
			s.generator.say(&c.session.turn, nil, c.request.maxTokens)
			c.request.usage = nulls
			format.begin(&c.session, false)
			c.stream.min, c.stream.max = tokens, tokens
			return c
		}
		var want, chunks []byte
		plain, chunked := say(), say()
		for more := true; more; {
			want, more = plain.Next(want)
		}
		for more := true; more; {
			chunks, more = chunked.AppendChunks(chunks)
		}
		got, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(append(chunks, "0\r\n\r\n"...))))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d tokens in an event: %v; %d bytes instead of %d", tokens, err, len(got), len(want))
		}
	}
	for _, tokens := range []int{1, 10, 15, 20, 64, 1000, 5000, 16384} {
		f(s.families.of([]byte("m")).chat, tokens, false)
		f(s.families.list[0].chat, tokens, true)
		f(newTextFormat(), tokens, true)
	}
}
