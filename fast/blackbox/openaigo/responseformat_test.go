package openaigo_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"

	"mock-openai/fast"
)

func TestSDK_ResponseFormat(t *testing.T) {
	client := newClient(t, fast.Config{})
	var schema any
	if err := json.Unmarshal([]byte(weatherSchema), &schema); err != nil {
		t.Fatal(err)
	}
	params := openai.ChatCompletionNewParams{
		Model: "gpt-4-mock", Messages: conversation(),
		ResponseFormat: openai.ChatCompletionNewParamsResponseFormatUnion{
			OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{
				Name: "weather", Schema: schema, Strict: openai.Bool(true),
			}},
		},
	}
	stream := client.Chat.Completions.NewStreaming(context.Background(), params)
	var all openai.ChatCompletionAccumulator
	for stream.Next() {
		all.AddChunk(stream.Current())
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	wantValid(t, weatherSchema, all.Choices[0].Message.Content)

	params.ResponseFormat.OfJSONSchema.JSONSchema.Schema = map[string]any{"type": "objekt"}
	_, err := client.Chat.Completions.New(context.Background(), params)
	wantError(t, err, 400, "")
	var refused *openai.Error
	if errors.As(err, &refused); !strings.HasPrefix(refused.Message, "Invalid schema for response_format 'weather': In context=()") {
		t.Errorf("message is %q", refused.Message)
	}
}
