package azure

import (
	"bytes"
	"io"
	"net/http/httputil"
	"testing"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/rendertest"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

func codecs(t testing.TB) (chat, text dialect.Codec, session func(dialect.Codec, string) *dialect.Session) {
	g, api := rendertest.Generator(t, 4096), New([]byte("fp_0"))
	chat = &openai.Chat{Text: openai.Text{Generator: g, Families: api.Chat}}
	text = &openai.Completions{Text: openai.Text{Generator: g, Format: api.Text}}
	return chat, text, func(codec dialect.Codec, body string) *dialect.Session {
		return rendertest.Session(t, g, codec, body, profile.Profile{Tokens: pool.Sampler{Mean: 256}, StreamTokensMin: 10, StreamTokensMax: 20})
	}
}

// TestAppendChunks wants the events of a stream to be the same whether text comes in
// batches or not, from the event before the first on.
func TestAppendChunks(t *testing.T) {
	chat, text, session := codecs(t)
	for _, codec := range []dialect.Codec{chat, text} {
		plain, chunked := session(codec, `{"prompt":"a"}`), session(codec, `{"prompt":"a"}`)
		codec.Begin(plain)
		codec.Begin(chunked)
		var want, chunks []byte
		calls := 0
		for more := true; more; {
			want, more = plain.Stream.Next(want)
		}
		for more := true; more; calls++ {
			chunks, more = chunked.Stream.AppendChunks(chunks)
		}
		got, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(append(chunks, "0\r\n\r\n"...))))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %d bytes, want %d", err, len(got), len(want))
		}
		if !bytes.HasPrefix(got, []byte(`data: {"choices":[],"created":0`)) || calls > 12 {
			t.Errorf("%d calls for %.40q…", calls, got)
		}
	}
}

func TestHasVersion(t *testing.T) {
	f := func(query string, want bool) {
		t.Helper()
		if hasVersion([]byte(query)) != want {
			t.Errorf("%q: %v", query, !want)
		}
	}
	f("api-version=2024-10-21", true)
	f("a=b&api-version=preview&c", true)
	f("", false)
	f("api-version=", false)
	f("my-api-version=1", false)
	f("&&a=api-version=1", false)
}
