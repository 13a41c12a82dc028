package openaigo_test

import (
	"context"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"

	"mock-openai/fast"
)

func TestSDK_Reasoning(t *testing.T) {
	client := newClient(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 100}})
	a, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "gpt-5", Messages: conversation(), ReasoningEffort: shared.ReasoningEffortHigh, N: openai.Int(2), Store: openai.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := a.Usage.CompletionTokensDetails; d.ReasoningTokens == 0 || d.ReasoningTokens >= a.Usage.CompletionTokens {
		t.Errorf("usage is %s", a.Usage.RawJSON())
	}
}
