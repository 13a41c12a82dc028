package openaigo_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/shared"

	"mock-openai/fast"
)

// store has a completion made that is kept.
func store(t *testing.T, client openai.Client, model string, metadata shared.Metadata) *openai.ChatCompletion {
	t.Helper()
	a, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: model, Messages: conversation(), Store: param.NewOpt(true), Metadata: metadata,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestStoredChat_Object keeps a completion, reads, changes and deletes it with the
// official SDK.
func TestStoredChat_Object(t *testing.T) {
	client, ctx := newClient(t, fast.Config{}), context.Background()
	made := store(t, client, "m", shared.Metadata{"run": "1"})
	got, err := client.Chat.Completions.Get(ctx, made.ID)
	if err != nil || got.ID != made.ID || got.Choices[0].Message.Content != made.Choices[0].Message.Content || got.Usage.TotalTokens != made.Usage.TotalTokens {
		t.Fatalf("kept %v, %v", got, err)
	}
	for _, want := range []string{`"metadata":{"run":"1"}`, `"request_id":"req_`, `"input_user":null`, `"temperature":1.0`} {
		if !strings.Contains(got.RawJSON(), want) {
			t.Errorf("%s is not in %s", want, got.RawJSON())
		}
	}
	changed, err := client.Chat.Completions.Update(ctx, made.ID, openai.ChatCompletionUpdateParams{Metadata: shared.Metadata{"run": "2"}})
	if err != nil || !strings.Contains(changed.RawJSON(), `"metadata":{"run":"2"}`) {
		t.Errorf("changed to %v, %v", changed, err)
	}
	if again, err := client.Chat.Completions.Get(ctx, made.ID); err != nil || again.RawJSON() != changed.RawJSON() {
		t.Errorf("changed to %v, kept is %v, %v", changed, again, err)
	}
	page, err := client.Chat.Completions.Messages.List(ctx, made.ID, openai.ChatCompletionMessageListParams{})
	if err != nil || len(page.Data) != 2 || page.Data[0].ID != made.ID+"-0" || page.Data[1].Content != "Tell me about load tests." {
		t.Errorf("messages are %v, %v", page, err)
	}
	gone, err := client.Chat.Completions.Delete(ctx, made.ID)
	if err != nil || !gone.Deleted || gone.ID != made.ID {
		t.Errorf("deleted %v, %v", gone, err)
	}
	_, err = client.Chat.Completions.Get(ctx, made.ID)
	wantError(t, err, 404, "")
}

// TestStoredChat_List wants pages in both orders, and filters.
func TestStoredChat_List(t *testing.T) {
	client, ctx := newClient(t, fast.Config{}), context.Background()
	var ids []string
	for i := range 7 {
		ids = append(ids, store(t, client, fmt.Sprintf("m%d", i%2), shared.Metadata{"turn": fmt.Sprint(i / 4), "all": "yes"}).ID)
	}
	client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: "m0", Messages: conversation()}) // is not kept
	f := func(p openai.ChatCompletionListParams, want ...int) {
		t.Helper()
		var got []int
		pages := client.Chat.Completions.ListAutoPaging(ctx, p)
		for pages.Next() {
			for i, id := range ids {
				if pages.Current().ID == id {
					got = append(got, i)
				}
			}
		}
		if err := pages.Err(); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%+v lists %v, want %v (%v)", p, got, want, err)
		}
	}
	f(openai.ChatCompletionListParams{}, 0, 1, 2, 3, 4, 5, 6)
	f(openai.ChatCompletionListParams{Limit: param.NewOpt[int64](0)}, 0, 1, 2, 3, 4, 5, 6)
	f(openai.ChatCompletionListParams{Limit: param.NewOpt[int64](2)}, 0, 1, 2, 3, 4, 5, 6)
	f(openai.ChatCompletionListParams{Limit: param.NewOpt[int64](3), Order: "desc"}, 6, 5, 4, 3, 2, 1, 0)
	f(openai.ChatCompletionListParams{Model: param.NewOpt("m1")}, 1, 3, 5)
	f(openai.ChatCompletionListParams{After: param.NewOpt(ids[4])}, 5, 6)
	f(openai.ChatCompletionListParams{Metadata: shared.Metadata{"turn": "1", "all": "yes"}, Order: "desc"}, 6, 5, 4)
	f(openai.ChatCompletionListParams{Metadata: shared.Metadata{"turn": "2"}})
}
