package openaigo_test

import (
	"context"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast"
)

func TestSDK_APIKey(t *testing.T) {
	client := newClient(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-right-0123456789"}}})
	params := openai.ChatCompletionNewParams{Model: "gpt-4-mock", Messages: conversation()}
	_, err := client.Chat.Completions.New(context.Background(), params)
	wantError(t, err, 401, "invalid_api_key")
	if _, err = client.Chat.Completions.New(context.Background(), params, option.WithAPIKey("sk-right-0123456789")); err != nil {
		t.Error(err)
	}
}
