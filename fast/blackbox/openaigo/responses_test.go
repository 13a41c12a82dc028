package openaigo_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"

	"mock-openai/fast"
	"mock-openai/pool"
)

func TestSDK_Response(t *testing.T) {
	client := newClient(t, fast.Config{})
	a, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Model: "any-model", Instructions: openai.String("You are terse."), Temperature: openai.Float(0.3),
		Input:    responses.ResponseNewParamsInputUnion{OfString: openai.String("Tell me about load tests.")},
		Metadata: map[string]string{"run": "7"},
	})
	if err != nil {
		t.Fatal(err)
	}
	said := a.Output[0]
	valid(t, map[string]interface{ Valid() bool }{
		"id": a.JSON.ID, "object": a.JSON.Object, "created_at": a.JSON.CreatedAt, "completed_at": a.JSON.CompletedAt, "model": a.JSON.Model,
		"status": a.JSON.Status, "output": a.JSON.Output, "usage": a.JSON.Usage, "tools": a.JSON.Tools, "tool_choice": a.JSON.ToolChoice,
		"temperature": a.JSON.Temperature, "top_p": a.JSON.TopP, "metadata": a.JSON.Metadata, "parallel_tool_calls": a.JSON.ParallelToolCalls,
		"instructions": a.JSON.Instructions, "text": a.JSON.Text, "reasoning": a.JSON.Reasoning, "truncation": a.JSON.Truncation,
		"background": a.JSON.Background, "service_tier": a.JSON.ServiceTier, "top_logprobs": a.JSON.TopLogprobs,
		"item.id": said.JSON.ID, "item.type": said.JSON.Type, "item.status": said.JSON.Status, "item.role": said.JSON.Role,
		"content": said.JSON.Content, "annotations": said.Content[0].JSON.Annotations, "logprobs": said.Content[0].JSON.Logprobs,
		"input_tokens": a.Usage.JSON.InputTokens, "output_tokens": a.Usage.JSON.OutputTokens, "total_tokens": a.Usage.JSON.TotalTokens,
		"cached_tokens": a.Usage.InputTokensDetails.JSON.CachedTokens, "cache_write_tokens": a.Usage.InputTokensDetails.JSON.CacheWriteTokens,
		"reasoning_tokens": a.Usage.OutputTokensDetails.JSON.ReasoningTokens,
	})
	for name, raw := range map[string]string{"error": a.JSON.Error.Raw(), "incomplete_details": a.JSON.IncompleteDetails.Raw()} {
		if raw != "null" {
			t.Errorf("%s is %s, not null", name, raw)
		}
	}
	if a.Status != "completed" || a.Model != "any-model" || a.Temperature != 0.3 || a.Metadata["run"] != "7" || a.Instructions.OfString != "You are terse." {
		t.Errorf("response is %s", a.RawJSON())
	}
	wantResponseUsage(t, a, pool.Tokens(len("You are terse.Tell me about load tests.")), pool.Tokens(utf8.RuneCountInString(a.OutputText())))
}

func wantResponseUsage(t *testing.T, a *responses.Response, input, output int) {
	t.Helper()
	u := a.Usage
	if int(u.InputTokens) != input || int(u.OutputTokens) != output || u.TotalTokens != u.InputTokens+u.OutputTokens {
		t.Errorf("usage is %s, want %d and %d", u.RawJSON(), input, output)
	}
}

// TestSDK_ResponseKept retrieves, lists and deletes responses.
func TestSDK_ResponseKept(t *testing.T) {
	client, ctx := newClient(t, fast.Config{}), context.Background()
	params := responses.ResponseNewParams{Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")}}
	a, err := client.Responses.New(ctx, params)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	if err != nil || got.RawJSON() != a.RawJSON() {
		t.Errorf("retrieved %v, %v", got, err)
	}
	page, err := client.Responses.InputItems.List(ctx, a.ID, responses.InputItemListParams{})
	if err != nil || len(page.Data) != 1 || page.Data[0].Role != "user" || page.Data[0].AsMessage().Content[0].Text != "hi" {
		t.Errorf("input is %v, %v", page, err)
	}
	_, err = client.Responses.Cancel(ctx, a.ID)
	wantError(t, err, 400, "")
	if err := client.Responses.Delete(ctx, a.ID); err != nil {
		t.Error(err)
	}
	_, err = client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	wantError(t, err, 404, "")
	wantError(t, client.Responses.Delete(ctx, a.ID), 404, "")

	params.Store = openai.Bool(false)
	if a, err = client.Responses.New(ctx, params); err != nil {
		t.Fatal(err)
	}
	_, err = client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
	wantError(t, err, 404, "")
}

// TestSDK_ResponseStream gathers a stream; what is kept of it is what its last
// event says.
func TestSDK_ResponseStream(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		client := newClient(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}})
		stream := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{
			Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("hi")},
		})
		text, n := "", 0
		var last responses.Response
		for stream.Next() {
			switch e := stream.Current().AsAny().(type) {
			case responses.ResponseTextDeltaEvent:
				valid(t, map[string]interface{ Valid() bool }{"item_id": e.JSON.ItemID, "output_index": e.JSON.OutputIndex, "content_index": e.JSON.ContentIndex, "logprobs": e.JSON.Logprobs})
				text += e.Delta
			case responses.ResponseCompletedEvent:
				last = e.Response
			}
			if got := int(stream.Current().SequenceNumber); got != n {
				t.Errorf("event %d has number %d", n, got)
			}
			n++
		}
		if err := stream.Err(); err != nil {
			t.Fatal(err)
		}
		if text == "" || last.OutputText() != text {
			t.Errorf("deltas say %q, the response %q", text, last.OutputText())
		}
		got, err := client.Responses.Get(context.Background(), last.ID, responses.ResponseGetParams{})
		if err != nil || got.RawJSON() != last.RawJSON() {
			t.Errorf("retrieved %v, %v", got, err)
		}
		page, err := client.Responses.InputItems.List(context.Background(), last.ID, responses.InputItemListParams{})
		if err != nil || len(page.Data) != 1 {
			t.Errorf("input is %v, %v", page, err)
		}
	}
}

// TestSDK_ResponseTools takes two turns: a call, and the answer to its output.
func TestSDK_ResponseTools(t *testing.T) {
	client := newClient(t, fast.Config{})
	var tools []responses.ToolUnionParam
	if err := json.Unmarshal([]byte(flatTools), &tools); err != nil {
		t.Fatal(err)
	}
	params := responses.ResponseNewParams{
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String("weather?")}, Tools: tools,
		ToolChoice: responses.ResponseNewParamsToolChoiceUnion{OfToolChoiceMode: openai.Opt(responses.ToolChoiceOptionsRequired)},
	}
	a, err := client.Responses.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Tools) != 2 || !a.Tools[0].AsFunction().JSON.Strict.Valid() || !a.Tools[0].AsFunction().JSON.Parameters.Valid() {
		t.Errorf("tools are %s", a.JSON.Tools.Raw())
	}
	params.PreviousResponseID = openai.String(a.ID)
	params.Input = responses.ResponseNewParamsInputUnion{}
	for _, item := range a.Output {
		call := item.AsFunctionCall()
		valid(t, map[string]interface{ Valid() bool }{"id": call.JSON.ID, "call_id": call.JSON.CallID, "name": call.JSON.Name, "arguments": call.JSON.Arguments, "status": call.JSON.Status})
		wantCall(t, call.Name, call.Arguments)
		output := responses.ResponseInputItemParamOfFunctionCallOutput("sunny")
		output.OfFunctionCallOutput.CallID = openai.String(call.CallID)
		params.Input.OfInputItemList = append(params.Input.OfInputItemList, output)
	}
	if len(a.Output) == 0 || a.OutputText() != "" {
		t.Errorf("output is %s", a.JSON.Output.Raw())
	}
	params.ToolChoice = responses.ResponseNewParamsToolChoiceUnion{}
	b, err := client.Responses.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	if b.OutputText() == "" || len(b.Output) != 1 || b.PreviousResponseID != a.ID {
		t.Errorf("answer to the output of a tool is %s", b.RawJSON())
	}
	wantResponseUsage(t, b, int(a.Usage.TotalTokens)+pool.Tokens(len("sunny")*len(a.Output)), pool.Tokens(utf8.RuneCountInString(b.OutputText())))
}
