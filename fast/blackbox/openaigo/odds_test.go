package openaigo_test

import (
	"context"
	"slices"
	"testing"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
)

func TestSDK_Logprobs(t *testing.T) {
	client := newClient(t, fast.Config{})
	params := openai.ChatCompletionNewParams{
		Model: "gpt-4-mock", Messages: conversation(), Logprobs: openai.Bool(true), TopLogprobs: openai.Int(2), Seed: openai.Int(3),
	}
	a, err := client.Chat.Completions.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	one := a.Choices[0].Logprobs.Content[0]
	valid(t, map[string]interface{ Valid() bool }{
		"content": a.Choices[0].Logprobs.JSON.Content, "token": one.JSON.Token, "logprob": one.JSON.Logprob, "bytes": one.JSON.Bytes,
		"top_logprobs": one.JSON.TopLogprobs, "token of top": one.TopLogprobs[1].JSON.Token, "bytes of top": one.TopLogprobs[1].JSON.Bytes,
	})
	stream := client.Chat.Completions.NewStreaming(context.Background(), params)
	var all openai.ChatCompletionAccumulator
	for stream.Next() {
		all.AddChunk(stream.Current())
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	same := func(x, y openai.ChatCompletionTokenLogprob) bool { return x.Token == y.Token && x.Logprob == y.Logprob }
	if !slices.EqualFunc(all.Choices[0].Logprobs.Content, a.Choices[0].Logprobs.Content, same) {
		t.Error("the accumulator has other log probabilities than the whole answer")
	}
}
