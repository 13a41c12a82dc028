package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
)

const (
	titanPath       = "/model/amazon.titan-embed-text-v2:0/invoke"
	cohereModelPath = "/model/us.cohere.embed-english-v3/invoke"
)

// TestBedrock_Embeddings wants the bodies of Titan and of Cohere's Embed from InvokeModel.
func TestBedrock_Embeddings(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body string, sizes ...int) string {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, "", body))
		var r struct {
			Embedding  []float64
			Embeddings json.RawMessage
			Tokens     int                  `json:"inputTextTokenCount"`
			ByType     map[string][]float64 `json:"embeddingsByType"`
		}
		if err := json.Unmarshal(answer, &r); err != nil || res.StatusCode != 200 {
			t.Fatalf("%s %s: status %d, %v: %s", path, body, res.StatusCode, err, answer)
		}
		all := [][]float64{r.Embedding}
		if r.Embeddings != nil {
			var byType struct{ Float [][]float64 }
			if json.Unmarshal(r.Embeddings, &all) != nil {
				json.Unmarshal(r.Embeddings, &byType)
				all = byType.Float
			}
		} else if r.Tokens != 2 || strings.Contains(path, "-v2") && len(r.ByType["float"]) != sizes[0] {
			t.Errorf("%s %s: %s", path, body, answer)
		}
		if len(all) != len(sizes) {
			t.Fatalf("%s %s: %d embeddings: %s", path, body, len(all), answer)
		}
		for i := range all {
			if len(all[i]) != sizes[i] {
				t.Errorf("%s %s: embedding %d has %d numbers, want %d", path, body, i, len(all[i]), sizes[i])
			}
		}
		return string(answer)
	}
	f(titanPath, `{"inputText":"hi there"}`, 1024)
	f(strings.Replace(titanPath, ":", "%3A", 1), `{"inputText":"hi there","dimensions":256,"normalize":true,"embeddingTypes":["float"]}`, 256)
	f("/model/amazon.titan-embed-text-v1/invoke", `{"inputText":"hi there"}`, 1536)
	if a, b := f(titanPath, `{"inputText":"hi there"}`, 1024), f(titanPath, `{"inputText":"\u0068i there"}`, 1024); a != b {
		t.Error("an escape changes the embedding")
	}
	answer := f(cohereModelPath, `{"texts":["hi","a\nb"],"input_type":"search_document","truncate":"NONE"}`, 1024, 1024)
	if !strings.Contains(answer, `"response_type":"embeddings_floats","texts":["hi","a\nb"]}`) {
		t.Errorf("%s", answer[len(answer)-200:])
	}
	answer = f("/model/cohere.embed-v4:0/invoke", `{"texts":["hi"],"input_type":"search_query","embedding_types":["float"],"output_dimension":512}`, 512)
	if !strings.Contains(answer, `"response_type":"embeddings_by_type","texts":["hi"]}`) {
		t.Errorf("%s", answer[len(answer)-200:])
	}
}

// TestBedrock_EmbeddingErrors wants Bedrock's exceptions, keys and limits for embeddings.
func TestBedrock_EmbeddingErrors(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"amazon.titan-embed-text-v2:0", "us.cohere.embed-english-v3"}}, Limits: fast.Limits{APIKeys: []string{"k"}}})
	f := func(path, headers, body, want string) {
		t.Helper()
		answer, got := exchange(t, url, request("POST", path, "Authorization: Bearer k\r\n"+headers, body))
		if got := fmt.Sprint(answer.StatusCode, " ", string(got)); !strings.HasPrefix(got, want) {
			t.Errorf("%s %s\ngot  %.300s\nwant %s", path, body, got, want)
		}
	}
	const malformed = `400 {"message":"Malformed input request: `
	f(titanPath, "", `{"inputText":"a"}`, `200 {"embedding":[`)
	f(titanPath, "", `{}`, malformed+`#: required key [inputText] not found, please reformat your input and try again."}`)
	f(titanPath, "", `{"inputText":7}`, malformed+`#/inputText: expected type: String`)
	f(titanPath, "", `{"inputText":"a","texts":["a"]}`, malformed+`#: extraneous key [texts] is not permitted`)
	f(titanPath, "", `{"inputText":"a","dimensions":0}`, malformed+`#/dimensions: 0 is not from 1 to 4096`)
	f(titanPath, "", `{"inputText":"a","dimensions":"a"}`, malformed+`#/dimensions: expected type: Integer`)
	f(titanPath, "X-Mock-Fault: error:status=503\r\n", `{"inputText":"a"}`, `503 {"message":"`)
	f(cohereModelPath, "", `{"texts":["a"],"input_type":"classification"}`, `200 {"id":"`)
	f(cohereModelPath, "", `{"input_type":"classification"}`, malformed+`#: required key [texts] not found`)
	f(cohereModelPath, "", `{"texts":"a"}`, malformed+`#/texts: expected type: JSONArray`)
	f("/model/cohere.embed-none/invoke", "", `{"texts":["a"]}`, `400 {"message":"The provided model identifier is invalid."}`)
	f(titanPath+"-with-response-stream", "", `{"inputText":"a"}`, `400 {"message":"The model is unsupported for streaming."}`)
	if res, body := exchange(t, url, request("POST", titanPath, "", `{"inputText":"a"}`)); res.StatusCode != 403 && res.StatusCode != 401 {
		t.Errorf("without a key: status %d: %s", res.StatusCode, body)
	}
	url = serve(t, fast.Config{Limits: fast.Limits{RPM: 1}})
	exchange(t, url, request("POST", titanPath, "", `{"inputText":"a"}`))
	if res, body := exchange(t, url, request("POST", titanPath, "", `{"inputText":"a"}`)); res.StatusCode != 429 || !strings.HasPrefix(string(body), `{"message":"`) {
		t.Errorf("limited: status %d: %s", res.StatusCode, body)
	}
}
