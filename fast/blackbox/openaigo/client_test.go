package openaigo_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
	"mock-openai/pool"
)

func conversation() []openai.ChatCompletionMessageParamUnion {
	return []openai.ChatCompletionMessageParamUnion{
		openai.SystemMessage("You are terse."),
		openai.UserMessage("Tell me about load tests."),
	}
}

// valid wants every named field to have been in the answer.
func valid(t *testing.T, fields map[string]interface{ Valid() bool }) {
	t.Helper()
	for name, field := range fields {
		if !field.Valid() {
			t.Errorf("field %s is missing", name)
		}
	}
}

func TestSDK_Chat(t *testing.T) {
	client := newClient(t, fast.Config{})
	a, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "any-model", Messages: conversation(),
	})
	if err != nil {
		t.Fatal(err)
	}
	said := a.Choices[0]
	valid(t, map[string]interface{ Valid() bool }{
		"id": a.JSON.ID, "object": a.JSON.Object, "created": a.JSON.Created, "model": a.JSON.Model,
		"choices": a.JSON.Choices, "usage": a.JSON.Usage, "service_tier": a.JSON.ServiceTier,
		"system_fingerprint": a.JSON.SystemFingerprint,
		"index":              said.JSON.Index, "message": said.JSON.Message, "finish_reason": said.JSON.FinishReason,
		"role": said.Message.JSON.Role, "content": said.Message.JSON.Content, "annotations": said.Message.JSON.Annotations,
		"prompt_tokens": a.Usage.JSON.PromptTokens, "completion_tokens": a.Usage.JSON.CompletionTokens,
		"total_tokens": a.Usage.JSON.TotalTokens, "prompt_tokens_details": a.Usage.JSON.PromptTokensDetails,
		"completion_tokens_details": a.Usage.JSON.CompletionTokensDetails,
		"cached_tokens":             a.Usage.PromptTokensDetails.JSON.CachedTokens,
		"reasoning_tokens":          a.Usage.CompletionTokensDetails.JSON.ReasoningTokens,
	})
	for name, raw := range map[string]string{"refusal": said.Message.JSON.Refusal.Raw(), "logprobs": said.JSON.Logprobs.Raw()} {
		if raw != "null" {
			t.Errorf("%s is %s, not null", name, raw)
		}
	}
	if a.Model != "any-model" || said.FinishReason != "stop" || !strings.HasPrefix(a.ID, "chatcmpl-") {
		t.Errorf("model %q, finish_reason %q, id %q", a.Model, said.FinishReason, a.ID)
	}
	checkUsage(t, a.Usage, "You are terse.Tell me about load tests.", said.Message.Content)
}

// checkUsage wants the counts to be those of the texts.
func checkUsage(t *testing.T, u openai.CompletionUsage, prompt string, texts ...string) {
	t.Helper()
	want := 0
	for _, text := range texts {
		want += pool.Tokens(utf8.RuneCountInString(text))
	}
	if got := int(u.CompletionTokens); got != want {
		t.Errorf("%d completion tokens counted, %d sent", got, want)
	}
	if got, want := int(u.PromptTokens), pool.Tokens(utf8.RuneCountInString(prompt)); got != want {
		t.Errorf("%d prompt tokens counted, want %d", got, want)
	}
	if u.TotalTokens != u.PromptTokens+u.CompletionTokens {
		t.Errorf("total of %d is not %d + %d", u.TotalTokens, u.PromptTokens, u.CompletionTokens)
	}
}

// TestSDK_Conversation streams two turns, the second upon the first's answer.
func TestSDK_Conversation(t *testing.T) {
	client := newClient(t, fast.Config{})
	messages := conversation()
	for range 2 {
		stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
			Model: "gpt-4-mock", Messages: messages, N: openai.Int(2),
			StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
		})
		var all openai.ChatCompletionAccumulator
		finished := 0
		for stream.Next() {
			if !all.AddChunk(stream.Current()) {
				t.Fatalf("chunk does not belong to the stream: %s", stream.Current().RawJSON())
			}
			if _, ok := all.JustFinishedContent(); ok {
				finished++
			}
		}
		if err := stream.Err(); err != nil {
			t.Fatal(err)
		}
		if len(all.Choices) != 2 || finished != 2 {
			t.Fatalf("%d choices, %d finished", len(all.Choices), finished)
		}
		prompt := ""
		for _, m := range messages {
			if content, ok := m.GetContent().AsAny().(*string); ok {
				prompt += *content
			}
		}
		checkUsage(t, all.Usage, prompt, all.Choices[0].Message.Content, all.Choices[1].Message.Content)
		messages = append(messages, openai.AssistantMessage(all.Choices[0].Message.Content), openai.UserMessage("Go on."))
	}
}

func TestSDK_Completions(t *testing.T) {
	client := newClient(t, fast.Config{})
	params := openai.CompletionNewParams{
		Model:     "gpt-3.5-turbo-instruct",
		Prompt:    openai.CompletionNewParamsPromptUnion{OfArrayOfStrings: []string{"One.", "And two."}},
		N:         openai.Int(2),
		MaxTokens: openai.Int(20),
	}
	a, err := client.Completions.New(context.Background(), params)
	if err != nil {
		t.Fatal(err)
	}
	valid(t, map[string]interface{ Valid() bool }{
		"id": a.JSON.ID, "object": a.JSON.Object, "created": a.JSON.Created, "model": a.JSON.Model,
		"choices": a.JSON.Choices, "usage": a.JSON.Usage,
		"text": a.Choices[3].JSON.Text, "index": a.Choices[3].JSON.Index, "finish_reason": a.Choices[3].JSON.FinishReason,
	})
	if len(a.Choices) != 4 || a.Choices[3].Index != 3 || a.Choices[0].FinishReason != "length" {
		t.Errorf("unexpected choices: %s", a.RawJSON())
	}
	if a.Usage.PromptTokens != 1+2 || a.Usage.CompletionTokens != 4*20 {
		t.Errorf("usage %+v", a.Usage)
	}

	stream := client.Completions.NewStreaming(context.Background(), params)
	texts, reasons := make([]string, 4), make([]string, 4)
	for stream.Next() {
		said := stream.Current().Choices[0]
		texts[said.Index] += said.Text
		reasons[said.Index] += string(said.FinishReason)
	}
	if err := stream.Err(); err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		if pool.Tokens(len(text)) != 20 || reasons[i] != "length" {
			t.Errorf("choice %d streams %q and ends with %q", i, text, reasons[i])
		}
	}
}

func TestSDK_Embeddings(t *testing.T) {
	client := newClient(t, fast.Config{})
	f := func(model string, dimensions int64, format openai.EmbeddingNewParamsEncodingFormat, want int) {
		t.Helper()
		params := openai.EmbeddingNewParams{
			Model: model, EncodingFormat: format,
			Input: openai.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"alpha", "beta", "alpha"}},
		}
		if dimensions > 0 {
			params.Dimensions = openai.Int(dimensions)
		}
		a, err := client.Embeddings.New(context.Background(), params)
		if err != nil {
			t.Fatal(err)
		}
		valid(t, map[string]interface{ Valid() bool }{
			"object": a.JSON.Object, "data": a.JSON.Data, "model": a.JSON.Model, "usage": a.JSON.Usage,
			"embedding": a.Data[0].JSON.Embedding, "index": a.Data[0].JSON.Index,
			"prompt_tokens": a.Usage.JSON.PromptTokens, "total_tokens": a.Usage.JSON.TotalTokens,
		})
		if len(a.Data) != 3 || a.Data[2].Index != 2 || a.Usage.PromptTokens != 2+1+2 {
			t.Fatalf("unexpected answer: %.300s", a.RawJSON())
		}
		x, y, z := a.Data[0].Embedding, a.Data[1].Embedding, a.Data[2].Embedding
		if len(x) != want || len(y) != want {
			t.Fatalf("%d dimensions, want %d", len(x), want)
		}
		sum, same := 0.0, true
		for i := range x {
			sum += x[i] * x[i]
			same = same && x[i] == z[i]
		}
		if math.Abs(sum-1) > 1e-5 || !same || x[0] == y[0] {
			t.Errorf("length %g; equal inputs alike: %v; different inputs: %g and %g", math.Sqrt(sum), same, x[0], y[0])
		}
	}
	f("text-embedding-3-small", 0, "float", 1536)
	f("text-embedding-3-large", 0, "float", 3072)
	f("text-embedding-3-small", 256, "float", 256)
	f("text-embedding-3-large", 7, "float", 7)
	f("text-embedding-3-small", 0, "", 1536)
}

func TestSDK_Models(t *testing.T) {
	client := newClient(t, fast.Config{Answers: fast.Answers{Models: []string{"gpt-4-mock", "org/name:free"}}})
	list, err := client.Models.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Data) != 2 || list.Data[0].ID != "gpt-4-mock" {
		t.Fatalf("list is %s", list.RawJSON())
	}
	for _, id := range []string{"gpt-4-mock", "org/name:free"} {
		m, err := client.Models.Get(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		valid(t, map[string]interface{ Valid() bool }{
			"id": m.JSON.ID, "object": m.JSON.Object, "created": m.JSON.Created, "owned_by": m.JSON.OwnedBy,
		})
		if m.ID != id {
			t.Errorf("asked for %q, got %q", id, m.ID)
		}
	}
	_, err = client.Models.Get(context.Background(), "nobody")
	wantError(t, err, 404, "model_not_found")

	for range 2 { // it stays
		gone, err := client.Models.Delete(context.Background(), "org/name:free")
		if err != nil {
			t.Fatal(err)
		}
		if gone.ID != "org/name:free" || gone.Object != "model" || !gone.Deleted {
			t.Errorf("answer to DELETE is %s", gone.RawJSON())
		}
	}
	_, err = client.Models.Delete(context.Background(), "nobody")
	wantError(t, err, 404, "model_not_found")
}

func TestSDK_Error(t *testing.T) {
	client := newClient(t, fast.Config{})
	_, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "gpt-4-mock", Messages: conversation(), N: openai.Int(0),
	})
	wantError(t, err, 400, "integer_below_min_value")
}

func wantError(t *testing.T, err error, status int, code string) {
	t.Helper()
	var e *openai.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %v", err)
	}
	if e.StatusCode != status || e.Code != code || e.Type != "invalid_request_error" || e.Message == "" {
		t.Errorf("status %d, code %q, type %q, message %q", e.StatusCode, e.Code, e.Type, e.Message)
	}
}
