// Command quirkclient asks a server for answers with quirks through openai-go. It reads and
// writes the lines that bench/quirks/clients.py does.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

// question is a quirk and what to ask for.
type question struct {
	Quirk string `json:"quirk"`
	Kind  string `json:"kind"`
}

// outcome is what the client made of the answer.
type outcome struct {
	question
	Said    map[string]any `json:"said,omitempty"`
	Raised  string         `json:"raised,omitempty"`
	Known   bool           `json:"known,omitempty"` // an error of the API, as the client reports them
	Message string         `json:"message,omitempty"`
}

const model = "gpt-4o"

var messages = []openai.ChatCompletionMessageParamUnion{openai.UserMessage("a")}

func main() {
	out := json.NewEncoder(os.Stdout)
	out.Encode(map[string]string{"client": "openai-go", "version": version(), "language": "Go"})
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		said, err := ask(q)
		o := outcome{question: q, Said: said}
		if err != nil {
			var known *openai.Error
			o.Known = errors.As(err, &known)
			o.Raised, o.Message, o.Said = fmt.Sprintf("%T", err), err.Error(), nil
		}
		out.Encode(o)
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	i := slices.IndexFunc(info.Deps, func(m *debug.Module) bool { return m.Path == "github.com/openai/openai-go/v3" })
	return info.Deps[i].Version[1:]
}

func ask(q question) (map[string]any, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	options := []option.RequestOption{
		option.WithBaseURL(os.Getenv("MOCK_OPENAI_URL") + "/v1"), option.WithAPIKey("sk-x"), option.WithMaxRetries(0),
		option.WithHeader("X-Mock-Quirk", q.Quirk), option.WithHeader("X-Mock-Stream-Tokens", "2"),
	}
	if q.Kind == "reasoning" {
		options = append(options, option.WithHeader("X-Mock-Accent", "deepseek"), option.WithHeader("X-Mock-Reasoning-Tokens", "6"))
	}
	client := openai.NewClient(options...)
	switch q.Kind {
	case "embeddings":
		return embeddings(ctx, client)
	case "whole", "error":
		answer, err := client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: model, Messages: messages})
		switch {
		case err != nil:
			return nil, err
		case len(answer.Choices) == 0:
			return map[string]any{"text": ""}, nil
		}
		return map[string]any{"text": answer.Choices[0].Message.Content, "usage": answer.Usage.TotalTokens}, nil
	}
	return stream(ctx, client, q.Kind == "tools")
}

func embeddings(ctx context.Context, client openai.Client) (map[string]any, error) {
	answer, err := client.Embeddings.New(ctx, openai.EmbeddingNewParams{Model: model, Dimensions: openai.Int(2),
		Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"a", "b", "c"}}, EncodingFormat: "float"})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(answer.Data, func(a, b openai.Embedding) int { return cmp.Compare(a.Index, b.Index) })
	var vectors [][]float64
	for _, one := range answer.Data {
		vectors = append(vectors, one.Embedding)
	}
	return map[string]any{"vectors": vectors}, nil
}

// stream returns what a stream says, as openai-go's accumulator puts it together.
func stream(ctx context.Context, client openai.Client, tools bool) (map[string]any, error) {
	params := openai.ChatCompletionNewParams{Model: model, Messages: messages, StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}}
	if tools {
		params.Tools = []openai.ChatCompletionToolUnionParam{openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "weather", Parameters: openai.FunctionParameters{
			"type": "object", "required": []string{"city", "days"}, "additionalProperties": false,
			"properties": map[string]any{"city": map[string]any{"type": "string"}, "days": map[string]any{"type": "integer", "minimum": 1, "maximum": 9}},
		}})}
		params.ToolChoice = openai.ToolChoiceOptionFunctionToolChoice(openai.ChatCompletionNamedToolChoiceFunctionParam{Name: "weather"})
	}
	events := client.Chat.Completions.NewStreaming(ctx, params)
	var all openai.ChatCompletionAccumulator
	for events.Next() {
		if !all.AddChunk(events.Current()) {
			return nil, errors.New("the accumulator refuses a chunk")
		}
	}
	if err := events.Err(); err != nil {
		return nil, err
	}
	said, calls := map[string]any{"text": "", "usage": all.Usage.TotalTokens}, [][]any{}
	if len(all.Choices) > 0 {
		said["text"] = all.Choices[0].Message.Content
		for _, call := range all.Choices[0].Message.ToolCalls {
			var arguments any = call.Function.Arguments
			json.Unmarshal([]byte(call.Function.Arguments), &arguments) // else they stay text
			calls = append(calls, []any{call.Function.Name, arguments})
		}
	}
	said["calls"] = calls
	return said, nil
}
