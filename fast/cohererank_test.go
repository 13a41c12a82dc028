package fast_test

import (
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestCohere_Rerank wants scores that depend on the query and the document alone, the best
// first.
func TestCohere_Rerank(t *testing.T) {
	url := serve(t, fast.Config{})
	type answer struct {
		ID, Object, Model string
		Results           []struct {
			Index    int
			Score    *float64 `json:"relevance_score"`
			Document map[string]string
		}
		Usage struct {
			Total int `json:"total_tokens"`
		}
		Meta struct {
			API    struct{ Version string } `json:"api_version"`
			Billed struct {
				Units int `json:"search_units"`
			} `json:"billed_units"`
		}
	}
	f := func(path, headers, members string, scores map[int]float64) (a answer) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, headers, `{"model":"rerank-v4.0","query":"q\u00e9",`+members+`}`))
		decodeJSON(t, body, &a)
		last := 1.0
		for _, r := range a.Results {
			if r.Score == nil || *r.Score > last || *r.Score < 0 {
				t.Errorf("%s has %+v after %v", path, r, last)
				continue
			}
			last = *r.Score
			if known, ok := scores[r.Index]; ok && known != last {
				t.Errorf("%s: document %d has the scores %v and %v", path, r.Index, known, last)
			}
			scores[r.Index] = last
		}
		if res.StatusCode != http.StatusOK || len(a.ID) != 36 || a.Meta.Billed.Units != 1 {
			t.Errorf("%s: status %d, %s", path, res.StatusCode, body)
		}
		return a
	}
	const documents = `"documents":["one","two","thr\u0065e"]`
	scores := map[int]float64{}
	a := f(cohereRerankPath, "", documents, scores)
	if len(a.Results) != 3 || a.Results[0].Document != nil || a.Object != "" || a.Meta.API.Version != "2" {
		t.Errorf("Cohere's answer is %+v", a)
	}
	if a := f(cohereRerankPath, "", documents+`,"top_n":2,"return_documents":true`, scores); len(a.Results) != 2 || a.Results[0].Document["text"] == "" {
		t.Errorf("the best two are %+v", a)
	}
	if a = f("/rerank", "", documents, scores); len(a.Results) == 0 {
		t.Errorf("vLLM's other path: %+v", a)
	}
	a = f(sharedRerankPath, "", documents, scores)
	if len(a.Results) != 3 || a.Results[0].Document["text"] == "" || a.Object != "list" || a.Model != "rerank-v4.0" || a.Usage.Total != 5 || a.Meta.API.Version != "1" {
		t.Errorf("the answer for Jina and vLLM is %+v", a)
	}
	a = f(sharedRerankPath, "", `"documents":[{"text":"one"},{"text":"two"},"three"],"return_documents":false,"top_n":0`, scores)
	if len(a.Results) != 3 || a.Results[0].Document != nil {
		t.Errorf("the answer without documents is %+v", a)
	}
	a = f(sharedRerankPath, "X-Fern-SDK-Name: cohere-ai\r\n", documents, scores)
	if a.Object != "" || a.Results[0].Document != nil {
		t.Errorf("the answer for Cohere's client is %+v", a)
	}
	if len(scores) != 3 || scores[0] == scores[1] {
		t.Errorf("the scores are %v", scores)
	}
	if _, body := post(t, url+sharedRerankPath, `{"query":"q"}`); !strings.HasPrefix(string(body), `{"error":{`) {
		t.Errorf("without documents: %s", body)
	}
}
