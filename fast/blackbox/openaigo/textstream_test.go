package openaigo_test

import (
	"context"
	"strings"
	"testing"
	"unicode"

	"github.com/openai/openai-go/v3"
)

func TestSDK_RichText(t *testing.T) {
	client := newClient(t, richText())
	scripts := map[string]bool{}
	for seed := range int64(20) {
		params := openai.ChatCompletionNewParams{
			Model: "gpt-4-mock", Messages: conversation(), Seed: openai.Int(seed),
			StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
		}
		stream := client.Chat.Completions.NewStreaming(context.Background(), params)
		var all openai.ChatCompletionAccumulator
		for stream.Next() {
			if !all.AddChunk(stream.Current()) {
				t.Fatalf("chunk does not belong to the stream: %s", stream.Current().RawJSON())
			}
		}
		if err := stream.Err(); err != nil {
			t.Fatal(err)
		}
		params.StreamOptions = openai.ChatCompletionStreamOptionsParam{}
		whole, err := client.Chat.Completions.New(context.Background(), params)
		if err != nil {
			t.Fatal(err)
		}
		said := all.Choices[0].Message.Content
		if said != whole.Choices[0].Message.Content {
			t.Errorf("stream says %q, whole answer %q", said, whole.Choices[0].Message.Content)
		}
		checkUsage(t, all.Usage, "You are terse.Tell me about load tests.", said)
		for name, script := range unicode.Scripts {
			scripts[name] = scripts[name] || strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(script, r) })
		}
	}
	for _, name := range []string{"Latin", "Greek", "Han", "Hiragana", "Hangul", "Arabic", "Hebrew", "Devanagari", "Thai"} {
		if !scripts[name] {
			t.Errorf("nothing is said in %s", name)
		}
	}
}
