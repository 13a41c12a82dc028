package openaigo_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestSDK_Limits has the official SDK run into a limit, where it waits as long
// as it is told and then succeeds at its first retry.
func TestSDK_Limits(t *testing.T) {
	f := func(c fast.Config, kind string) {
		t.Helper()
		c.Answers.Tokens = pool.Sampler{Mean: 50}
		asked := 0
		client := client(start(t, c), option.WithMaxRetries(1),
			option.WithMiddleware(func(r *http.Request, next option.MiddlewareNext) (*http.Response, error) {
				asked++
				return next(r)
			}))
		params := openai.ChatCompletionNewParams{Model: "gpt-4-mock", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("")}}
		for asked < 2 {
			asked = 0
			if _, err := client.Chat.Completions.New(context.Background(), params); err != nil {
				t.Fatal(err)
			}
		}
		for {
			_, err := client.Chat.Completions.New(context.Background(), params, option.WithMaxRetries(0))
			var e *openai.Error
			if errors.As(err, &e) {
				if e.StatusCode != 429 || e.Code != "rate_limit_exceeded" || e.Type != kind {
					t.Errorf("status %d, code %q, type %q", e.StatusCode, e.Code, e.Type)
				}
				return
			}
		}
	}
	f(fast.Config{Limits: fast.Limits{RPM: 240}}, "requests")
	f(fast.Config{Limits: fast.Limits{TPMTotal: 12_000}}, "tokens")
}
