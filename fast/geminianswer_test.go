package fast_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

type geminiPart struct {
	Text, ThoughtSignature string
	Thought                bool
	FunctionCall           *struct {
		Name, ID string
		Args     map[string]any
	}
}

type geminiRating struct {
	Category, Probability, Severity string
	Blocked                         bool
}

type geminiAnswer struct {
	Candidates []struct {
		Content struct {
			Parts []geminiPart
			Role  string
		}
		FinishReason   string
		Index          int
		SafetyRatings  []geminiRating
		LogprobsResult *struct {
			ChosenCandidates []struct{ Token string }
			TopCandidates    []struct{ Candidates []struct{ Token string } }
		}
	}
	UsageMetadata struct {
		PromptTokenCount, CandidatesTokenCount, TotalTokenCount, ThoughtsTokenCount int
		PromptTokensDetails                                                         []struct {
			Modality   string
			TokenCount int
		}
	}
	ModelVersion, ResponseID string
	PromptFeedback           struct {
		BlockReason   string
		SafetyRatings []geminiRating
	}
	Error *struct {
		Code            int
		Message, Status string
		Details         []map[string]any
	}
}

// askGemini returns the elements of an answer: a whole one has one, a stream several.
func askGemini(t *testing.T, url, path, body string, headers ...string) (status int, all []geminiAnswer) {
	t.Helper()
	req, err := http.NewRequest("POST", url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	list := "[" + string(text) + "]"
	switch {
	case strings.HasPrefix(string(text), "data: "):
		events := strings.Split(strings.TrimSuffix(string(text), "\r\n\r\n"), "\r\n\r\n")
		for i := range events {
			events[i] = strings.TrimPrefix(events[i], "data: ")
		}
		list = "[" + strings.Join(events, ",") + "]"
	case strings.HasPrefix(string(text), "["):
		list = string(text)
	}
	if err := json.Unmarshal([]byte(list), &all); err != nil {
		t.Fatalf("%s: %v: %s", path, err, text)
	}
	return res.StatusCode, all
}

// geminiText is what candidate i says.
func geminiText(all []geminiAnswer, i int) (text string) {
	for _, a := range all {
		for _, one := range a.Candidates {
			for _, part := range one.Content.Parts {
				if one.Index == i && !part.Thought {
					text += part.Text
				}
			}
		}
	}
	return text
}
