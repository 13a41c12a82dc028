package openaigo_test

import (
	"context"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/responses"

	"mock-openai/fast"
	"mock-openai/fast/latency"
)

// background asks for a response of the background.
func background(t *testing.T, client openai.Client) *responses.Response {
	t.Helper()
	a, err := client.Responses.New(context.Background(), responses.ResponseNewParams{
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(`"status":"in_progress"`)}, Background: openai.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Status != responses.ResponseStatusQueued || len(a.Output) > 0 || a.JSON.Usage.Valid() || !a.Background {
		t.Errorf("answered with %s", a.RawJSON())
	}
	return a
}

// TestBackground_Due wants a response to be finished when the model is, not before.
func TestBackground_Due(t *testing.T) {
	f := func(wait time.Duration) {
		t.Helper()
		client, ctx := newClient(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: wait}}}}), context.Background()
		start := time.Now()
		a := background(t, client)
		got, err := client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
		for ; err == nil && got.Status == responses.ResponseStatusInProgress; got, err = client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{}) {
			if len(got.Output) > 0 || got.JSON.Usage.Valid() {
				t.Fatalf("in progress: %s", got.RawJSON())
			}
		}
		if err != nil || got.Status != responses.ResponseStatusCompleted || got.ID != a.ID || got.OutputText() == "" || got.Usage.OutputTokens == 0 {
			t.Errorf("in the end %v, %v", got, err)
		}
		if took := time.Since(start); took < wait {
			t.Errorf("finished after %v of %v", took, wait)
		}
		if after, err := client.Responses.Cancel(ctx, a.ID); err != nil || after.RawJSON() != got.RawJSON() {
			t.Errorf("cancelled once it is finished: %v, %v", after, err)
		}
	}
	f(0)
	f(60 * time.Millisecond)
}

func TestBackground_Cancel(t *testing.T) {
	client, ctx := newClient(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Hour}}}}), context.Background()
	a := background(t, client)
	first, err := client.Responses.Cancel(ctx, a.ID)
	if err != nil || first.Status != responses.ResponseStatusCancelled || first.ID != a.ID || len(first.Output) > 0 {
		t.Errorf("cancelled: %v, %v", first, err)
	}
	for _, ask := range []func() (*responses.Response, error){
		func() (*responses.Response, error) { return client.Responses.Cancel(ctx, a.ID) },
		func() (*responses.Response, error) {
			return client.Responses.Get(ctx, a.ID, responses.ResponseGetParams{})
		},
	} {
		if again, err := ask(); err != nil || again.RawJSON() != first.RawJSON() {
			t.Errorf("afterwards: %v, %v", again, err)
		}
	}
	page, err := client.Responses.InputItems.List(ctx, a.ID, responses.InputItemListParams{})
	if err != nil || len(page.Data) != 1 {
		t.Errorf("input is %v, %v", page, err)
	}
}
