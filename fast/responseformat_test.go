package fast_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"

	"mock-openai/fast"
	"mock-openai/pool"
)

func TestResponseFormat(t *testing.T) {
	f := func(c fast.Config, format, schema string) {
		t.Helper()
		url := serve(t, c)
		for seed := range 10 {
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":%s,"stop":["a","e","\""]`, seed, format))
			content := *a.Choices[0].Message.Content
			wantValid(t, schema, content)
			if tokens := pool.Tokens(utf8.RuneCountInString(content)); tokens != a.Usage.CompletionTokens || a.Choices[0].Reason != "stop" {
				t.Errorf("%s: %d tokens sent, %d counted, %s", format, tokens, a.Usage.CompletionTokens, a.Choices[0].Reason)
			}
			a = ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":%s,"max_tokens":2`, seed, format))
			cut := *a.Choices[0].Message.Content
			if !strings.HasPrefix(content, cut) || pool.Tokens(utf8.RuneCountInString(cut)) != 2 || a.Choices[0].Reason != "length" {
				t.Errorf("%s: %q is cut to %q, %s", format, content, cut, a.Choices[0].Reason)
			}
		}
	}
	one := fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 1}, StreamTokensMax: 3}}
	many := fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 2000}, StreamTokensMax: 9}}
	for _, c := range []fast.Config{one, many} {
		f(c, `{"type":"json_object"}`, `{"type":"object"}`)
		for _, schema := range []string{weatherSchema, mailSchema} {
			f(c, `{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":`+schema+`}}`, schema)
		}
		f(c, `{"json_schema":{"name":"n"},"type":"json_schema"}`, `{"type":"object"}`)
	}
}

// TestResponseFormat_ObjectLength wants JSON mode to keep to the lengths asked for.
func TestResponseFormat_ObjectLength(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 200}}})
	for seed := range 20 {
		a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":{"type":"json_object"}`, seed))
		if n := a.Usage.CompletionTokens; n < 198 || n > 210 {
			t.Errorf("%d tokens instead of about 200", n)
		}
	}
}

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
