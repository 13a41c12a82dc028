package openaigo_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
)

func TestSDK_Moderations(t *testing.T) {
	client := newClient(t, fast.Config{})
	a, err := client.Moderations.New(context.Background(), openai.ModerationNewParams{
		Input: openai.ModerationNewParamsInputUnion{OfStringArray: []string{"one", "two"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Results) != 2 || a.Results[1].Flagged {
		t.Fatalf("unexpected answer: %s", a.RawJSON())
	}
	for _, part := range []string{a.Results[0].Categories.RawJSON(), a.Results[0].CategoryScores.RawJSON(), a.Results[0].CategoryAppliedInputTypes.RawJSON()} {
		var byName map[string]json.RawMessage
		if err := json.Unmarshal([]byte(part), &byName); err != nil || len(byName) != 13 {
			t.Errorf("%v in %s", err, part)
		}
	}
	_, err = client.Moderations.New(context.Background(), openai.ModerationNewParams{})
	wantError(t, err, 400, "missing_required_parameter")
}
