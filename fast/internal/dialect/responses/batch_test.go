package responses

import (
	"io"
	"net/http/httputil"
	"strings"
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// TestBatches renders streams event by event, in batches, and in batches after a few single
// events, as a resumed stream does. All are the same.
func TestBatches(t *testing.T) {
	g := rendertest.Generator(t, 256)
	codec := &Codec{Generator: g, Families: openai.NewFamilies([]byte("fp_0"))}
	begin := func(body string) *dialect.Session {
		c := rendertest.Session(t, g, codec, body, profile.Profile{
			Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 1, StreamTokensMax: 9,
		})
		c.Determined = true // the response is completed in the second of its creation
		codec.Begin(c)
		return c
	}
	f := func(body string) {
		t.Helper()
		var want []byte
		single := begin(body)
		for more := true; more; {
			want, more = single.Stream.Next(want)
		}
		if n := single.Stream.Events; n < 30 {
			t.Fatalf("%d events of %s", n, body)
		}
		for alone := range 20 {
			c := begin(body)
			var got, chunks []byte
			for range alone {
				got, _ = c.Stream.Next(got)
			}
			for more := true; more; {
				chunks, more = c.Stream.AppendChunks(chunks)
			}
			rest, err := io.ReadAll(httputil.NewChunkedReader(strings.NewReader(string(chunks) + "0\r\n\r\n")))
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, rest...); string(got) != string(want) {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Fatalf("%s: after %d events: got …%.200s, want …%.200s", body, alone, got[at:], want[at:])
			}
			if c.Stream.Events != single.Stream.Events {
				t.Fatalf("%d events, want %d", c.Stream.Events, single.Stream.Events)
			}
		}
	}
	f(`{"input":"hi","store":false}`)
	f(`{"input":"hi","store":false,"stream_options":{"include_obfuscation":true}}`)
	f(`{"input":"hi","store":false,"include":["message.output_text.logprobs"],"top_logprobs":2}`)
}
