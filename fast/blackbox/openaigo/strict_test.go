package openaigo_test

import (
	"context"
	"testing"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
)

func TestSDK_Strict(t *testing.T) {
	client := newClient(t, fast.Config{Answers: fast.Answers{Strict: true}})
	params := openai.ChatCompletionNewParams{Model: "gpt-4o", Messages: conversation()}
	if _, err := client.Chat.Completions.New(context.Background(), params); err != nil {
		t.Error(err)
	}
	params.Temperature = openai.Float(3)
	_, err := client.Chat.Completions.New(context.Background(), params)
	wantError(t, err, 400, "decimal_above_max_value")
	params.Model, params.Temperature = "gpt-none", openai.Float(1)
	_, err = client.Chat.Completions.New(context.Background(), params)
	wantError(t, err, 404, "model_not_found")
	_, err = client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{Model: "gpt-4o"})
	wantError(t, err, 400, "missing_required_parameter")
}
