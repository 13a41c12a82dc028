package openaigo_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
)

// toolParams are what the SDK sends for twoTools.
func toolParams(t *testing.T) []openai.ChatCompletionToolUnionParam {
	t.Helper()
	var tools []openai.ChatCompletionToolUnionParam
	for name, schema := range map[string]string{"get_weather": weatherSchema, "send_mail": mailSchema} {
		var parameters openai.FunctionParameters
		if err := json.Unmarshal([]byte(schema), &parameters); err != nil {
			t.Fatal(err)
		}
		tools = append(tools, openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: name, Parameters: parameters}))
	}
	return tools
}

// TestSDK_Tools lets the official SDK call a tool and answer it.
func TestSDK_Tools(t *testing.T) {
	client := newClient(t, fast.Config{})
	params := openai.ChatCompletionNewParams{
		Model: "gpt-4-mock", Messages: conversation(), Tools: toolParams(t),
		ToolChoice: openai.ChatCompletionToolChoiceOptionUnionParam{OfAuto: openai.String("required")},
	}
	a, err := client.Chat.Completions.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	said := a.Choices[0]
	if said.FinishReason != "tool_calls" || said.Message.JSON.Content.Raw() != "null" || said.Message.JSON.Refusal.Raw() != "null" {
		t.Errorf("answer is %s", a.RawJSON())
	}
	params.Messages = append(params.Messages, said.Message.ToParam())
	for _, call := range said.Message.ToolCalls {
		valid(t, map[string]interface{ Valid() bool }{
			"id": call.JSON.ID, "type": call.JSON.Type, "function": call.JSON.Function,
			"name": call.Function.JSON.Name, "arguments": call.Function.JSON.Arguments,
		})
		wantCall(t, call.Function.Name, call.Function.Arguments)
		params.Messages = append(params.Messages, openai.ToolMessage("sunny", call.ID))
	}
	params.ToolChoice = openai.ChatCompletionToolChoiceOptionUnionParam{OfAuto: openai.String("auto")}
	if a, err = client.Chat.Completions.New(context.Background(), params); err != nil {
		t.Fatal(err)
	}
	if said := a.Choices[0]; said.FinishReason != "stop" || said.Message.Content == "" || len(said.Message.ToolCalls) != 0 {
		t.Errorf("answer to a tool is %s", a.RawJSON())
	}
}

// TestSDK_ToolStream gathers streamed calls with the SDK's accumulator.
func TestSDK_ToolStream(t *testing.T) {
	client := newClient(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 3}})
	for seed := range int64(10) {
		stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
			Model: "gpt-4-mock", Messages: conversation(), Tools: toolParams(t), Seed: openai.Int(seed), N: openai.Int(2),
			ToolChoice: openai.ChatCompletionToolChoiceOptionUnionParam{OfAuto: openai.String("required")},
		})
		var all openai.ChatCompletionAccumulator
		finished := 0
		for stream.Next() {
			if !all.AddChunk(stream.Current()) {
				t.Fatalf("chunk does not belong to the stream: %s", stream.Current().RawJSON())
			}
			for choice := range 2 {
				if call, ok := all.JustFinishedToolCallForChoice(choice); ok {
					wantCall(t, call.Name, call.Arguments)
					finished++
				}
			}
		}
		if err := stream.Err(); err != nil {
			t.Fatal(err)
		}
		for _, said := range all.Choices {
			finished -= len(said.Message.ToolCalls)
			if said.FinishReason != "tool_calls" || said.Message.Content != "" || len(said.Message.ToolCalls) == 0 {
				t.Errorf("choice is %s", dump(said))
			}
		}
		if finished != 0 {
			t.Errorf("%d more calls were finished than made", finished)
		}
	}
}
