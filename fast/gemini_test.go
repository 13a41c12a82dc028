package fast_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/pool"
)

const (
	geminiModel  = "/v1beta/models/gemini-2.5-flash"
	geminiWhole  = geminiModel + ":generateContent"
	geminiArray  = geminiModel + ":streamGenerateContent"
	geminiEvents = geminiArray + "?alt=sse"
	vertexModel  = "/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash"
	expressModel = "/v1/publishers/google/models/gemini-2.5-flash"

	geminiRequest = `{"systemInstruction":{"parts":[{"text":"You are a helpful assistant."}]},` +
		`"contents":[{"role":"user","parts":[{"text":"Tell me something about load tests, in a few sentences."}]}],"generationConfig":{"temperature":0.7,"maxOutputTokens":1024}}`
	geminiTools = `{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"send_mail","parameters":` +
		`{"type":"OBJECT","properties":{"to":{"type":"STRING"},"copies":{"type":"ARRAY","minItems":"2","maxItems":3,"items":{"type":"STRING","enum":["a","b"]}},"days":{"type":"INTEGER","minimum":3,"maximum":5}},"required":["to","copies","days"]}},` +
		`{"name":"ring","parametersJsonSchema":{"type":"object","properties":{"bell":{"const":"loud"}},"required":["bell"]}}]}],` +
		`"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["send_mail"]}}}`
)

type geminiPart struct {
	Text, ThoughtSignature string
	Thought                bool
	FunctionCall           *struct {
		Name string
		Args map[string]any
	}
}

type geminiAnswer struct {
	Candidates []struct {
		Content struct {
			Parts []geminiPart
			Role  string
		}
		FinishReason   string
		Index          int
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
	PromptFeedback           struct{ BlockReason string }
	Error                    *struct {
		Code            int
		Message, Status string
		Details         []map[string]any
	}
}

// askGemini returns the elements of an answer: one of a whole one, all of a stream.
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

// TestGemini_SaysTheSame wants a whole answer, events and an array to say the same, and
// the usage of each event to count what has been said.
func TestGemini_SaysTheSame(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, Text: pool.Rich, StreamTokensMin: 3, StreamTokensMax: 9}, Timing: fast.Timing{ResponseDelay: delay}})
		for _, body := range []string{geminiRequest, strings.Replace(geminiRequest, `"maxOutputTokens":1024`, `"candidateCount":3`, 1), strings.Replace(geminiRequest, `1024`, `1`, 1)} {
			for _, model := range []string{geminiModel, "/v1/models/gemini-2.5-flash", vertexModel, strings.Replace(vertexModel, "/v1/", "/v1beta1/", 1), expressModel} {
				_, whole := askGemini(t, url, model+":generateContent", body)
				for _, path := range []string{model + ":streamGenerateContent?alt=sse", model + ":streamGenerateContent", model + ":streamGenerateContent?key=k&$alt=sse"} {
					status, all := askGemini(t, url, path, body)
					chars := 0
					for _, a := range all {
						for _, one := range a.Candidates {
							for _, part := range one.Content.Parts {
								chars += len([]rune(part.Text))
							}
						}
						if u := a.UsageMetadata; len(whole[0].Candidates) == 1 && u.CandidatesTokenCount != pool.Tokens(chars) || u.TotalTokenCount != u.PromptTokenCount+u.CandidatesTokenCount || u.PromptTokenCount == 0 {
							t.Fatalf("%s: %d characters, and %+v", path, chars, u)
						}
					}
					last := all[len(all)-1]
					if status != 200 || last.UsageMetadata.CandidatesTokenCount != whole[0].UsageMetadata.CandidatesTokenCount || last.ResponseID == "" || last.ModelVersion != "gemini-2.5-flash" {
						t.Fatalf("%s: status %d: %+v, want %+v", path, status, last, whole[0])
					}
					for i, one := range whole[0].Candidates {
						if got := geminiText(all, i); got != geminiText(whole, i) || got == "" {
							t.Fatalf("%s: candidate %d says %q, want %q", path, i, got, geminiText(whole, i))
						}
						if end := last.Candidates[0]; len(whole[0].Candidates) == 1 && end.FinishReason != one.FinishReason {
							t.Fatalf("%s: ends with %q, want %q", path, end.FinishReason, one.FinishReason)
						}
					}
				}
			}
		}
	}
}

// TestGemini_Tools wants calls whose arguments are valid, of the functions that are
// allowed, and none behind what a function has returned unless it must.
func TestGemini_Tools(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	for _, path := range []string{geminiWhole, geminiEvents, geminiArray} {
		_, all := askGemini(t, url, path, geminiTools)
		one := all[len(all)-1].Candidates[0]
		if len(one.Content.Parts) != 1 || one.Content.Parts[0].FunctionCall == nil || one.FinishReason != "STOP" {
			t.Fatalf("%s: %+v", path, all)
		}
		call := one.Content.Parts[0].FunctionCall
		copies, _ := call.Args["copies"].([]any)
		if days, _ := call.Args["days"].(float64); call.Name != "send_mail" || days < 3 || days > 5 || len(copies) < 2 || len(copies) > 3 {
			t.Errorf("%s: calls %+v", path, call)
		}
		answered := strings.Replace(geminiTools, `{"text":"hi"}`, `{"functionResponse":{"name":"ring","response":{}}}`, 1)
		answered = strings.Replace(answered, `"ANY"`, `"AUTO"`, 1)
		if _, all = askGemini(t, url, path, answered); geminiText(all, 0) == "" {
			t.Errorf("%s: behind an answer: %+v", path, all)
		}
		if _, all = askGemini(t, url, path, strings.Replace(geminiTools, `"ANY"`, `"NONE"`, 1)); geminiText(all, 0) == "" {
			t.Errorf("%s: with none: %+v", path, all)
		}
		cut := strings.TrimSuffix(geminiTools, "}") + `,"generation_config":{"max_output_tokens":"1"}}`
		if _, all = askGemini(t, url, path, cut); len(all[0].Candidates[0].Content.Parts) != 0 || all[0].Candidates[0].FinishReason != "MAX_TOKENS" {
			t.Errorf("%s: cut: %+v", path, all)
		}
	}
}

// TestGemini_Options wants thoughts, documents, log probabilities, stop sequences, echo and
// settings in the name of the model.
func TestGemini_Options(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	f := func(path, config string) (last geminiAnswer, all []geminiAnswer) {
		t.Helper()
		status, all := askGemini(t, url, path, `{"contents":[{"parts":{"text":"What is \u00e9?"}}],"generationConfig":{`+config+`}}`)
		if status != 200 {
			t.Fatalf("%s: status %d: %+v", path, status, all[0].Error)
		}
		return all[len(all)-1], all
	}
	for _, method := range []string{":generateContent", ":streamGenerateContent?alt=sse", ":streamGenerateContent"} {
		path := geminiModel + method
		last, all := f(path, `"thinkingConfig":{"includeThoughts":true,"thinkingBudget":40},"candidateCount":2`)
		if u := last.UsageMetadata; !all[0].Candidates[0].Content.Parts[0].Thought || u.ThoughtsTokenCount == 0 || u.ThoughtsTokenCount > 80 ||
			u.TotalTokenCount != u.PromptTokenCount+u.CandidatesTokenCount+u.ThoughtsTokenCount || geminiText(all, 1) == "" {
			t.Errorf("%s: thoughts: %+v", path, last)
		}
		const document = `{"type":"OBJECT","properties":{"n":{"type":"INTEGER","nullable":true,"format":"int32"}},"required":["n"],"propertyOrdering":["n"]}`
		var got map[string]int
		_, all = f(path, `"responseMimeType":"application/json","responseSchema":`+document)
		if err := json.Unmarshal([]byte(geminiText(all, 0)), &got); err != nil || len(got) != 1 {
			t.Errorf("%s: document: %v in %q", path, err, geminiText(all, 0))
		}
		_, all = f(path, `"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"BOOLEAN"},"b":{"type":"BOOLEAN"}},"required":["a","b"],"propertyOrdering":["b","a"]}`)
		if text := geminiText(all, 0); !strings.HasPrefix(text, `{"b":`) {
			t.Errorf("%s: properties are not in the order asked for: %s", path, text)
		}
		_, all = f(path, `"response_mime_type":"application/json","response_json_schema":`+strings.ToLower(document))
		if err := json.Unmarshal([]byte(geminiText(all, 0)), &got); err != nil {
			t.Errorf("%s: document: %v in %q", path, err, geminiText(all, 0))
		}
		_, all = f(path, `"responseLogprobs":true,"logprobs":2`)
		chosen := ""
		for _, a := range all {
			for i, one := range a.Candidates[0].LogprobsResult.ChosenCandidates {
				if len(a.Candidates[0].LogprobsResult.TopCandidates[i].Candidates) != 2 {
					t.Errorf("%s: %+v", path, a)
				}
				chosen += one.Token
			}
		}
		if chosen != geminiText(all, 0) {
			t.Errorf("%s: the tokens are %q, the text %q", path, chosen, geminiText(all, 0))
		}
		if last, all = f(path, `"stopSequences":["e"]`); strings.Contains(geminiText(all, 0), "e") || last.Candidates[0].FinishReason != "STOP" {
			t.Errorf("%s: stop: %+v", path, last)
		}
		if _, all = f("/v1beta/models/echo"+method, ``); geminiText(all, 0) != "What is é?" {
			t.Errorf("%s: echo: %q", path, geminiText(all, 0))
		}
		if last, _ = f("/v1beta/models/some%2Fone:tokens=7"+method, ``); last.UsageMetadata.CandidatesTokenCount != 7 || !strings.HasPrefix(last.ModelVersion, "some/one") {
			t.Errorf("%s: settings: %+v", path, last)
		}
	}
	if _, all := askGemini(t, url, geminiModel+":countTokens", `{"generateContentRequest":`+geminiRequest+`}`); len(all) != 1 {
		t.Error(all)
	}
}

// TestGemini_Thoughts wants the text of thoughts to be as long as what is counted, the same
// whether it is streamed or not, and one signature in each candidate: at its first call, or
// at the end of its text.
func TestGemini_Thoughts(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, ToolCallRate: 1, StreamTokensMin: 3, StreamTokensMax: 9}})
	const thinks = `"generationConfig":{"candidateCount":2,"thinkingConfig":{"includeThoughts":%t}}`
	for _, body := range []string{geminiTools, geminiRequest} {
		body, _, _ = strings.Cut(body, `,"generationConfig"`)
		body = strings.TrimSuffix(body, "}") + "," + fmt.Sprintf(thinks, true) + "}"
		signatures := map[string]string{}
		for _, path := range []string{geminiWhole, geminiEvents, geminiArray} {
			_, all := askGemini(t, url, path, body)
			thoughts, signed := [2]string{}, [2]string{}
			for _, a := range all {
				for _, one := range a.Candidates {
					for _, part := range one.Content.Parts {
						switch {
						case part.Thought:
							thoughts[one.Index] += part.Text
						case signed[one.Index] != "" && part.ThoughtSignature != "":
							t.Errorf("%s: two signatures", path)
						default:
							signed[one.Index] += part.ThoughtSignature
						}
					}
				}
			}
			if n := pool.Tokens(len([]rune(thoughts[0]))) + pool.Tokens(len([]rune(thoughts[1]))); n != all[len(all)-1].UsageMetadata.ThoughtsTokenCount || thoughts[0] == "" || thoughts[1] == "" {
				t.Errorf("%s: %d tokens of thoughts, and %+v", path, n, all[len(all)-1].UsageMetadata)
			}
			if _, err := base64.StdEncoding.DecodeString(signed[0]); err != nil || signed[0] == "" || signed[0] == signed[1] {
				t.Errorf("%s: %v: signed %q", path, err, signed)
			}
			signatures[strings.Join(signed[:], " ")] = path
		}
		if len(signatures) != 1 {
			t.Errorf("signatures differ: %v", signatures)
		}
	}
	if _, all := askGemini(t, url, geminiWhole, geminiRequest); all[0].Candidates[0].Content.Parts[0].ThoughtSignature != "" {
		t.Errorf("signs without thoughts: %+v", all)
	}
}

// TestGemini_Errors wants the envelope of google.rpc, in an array where the stream is one.
func TestGemini_Errors(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 9}})
	f := func(path, body string, status int, word string, headers ...string) {
		t.Helper()
		got, all := askGemini(t, url, path, body, headers...)
		e := all[len(all)-1].Error
		if got != status || e == nil || e.Status != word || e.Message == "" || status != 200 && e.Code != status {
			t.Errorf("%s %q: status %d: %+v", path, headers, got, e)
		}
	}
	for _, path := range []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":streamGenerateContent"} {
		f(path, `{`, 400, "INVALID_ARGUMENT")
		f(path, `[]`, 400, "INVALID_ARGUMENT")
		f(path, `{"contents":"a"}`, 400, "INVALID_ARGUMENT")
		f(path, `{"contents":[{"parts":[7]}]}`, 400, "INVALID_ARGUMENT")
		f(path, `{"generationConfig":{"maxOutputTokens":"x"}}`, 400, "INVALID_ARGUMENT")
		for status, word := range map[string]string{"401": "UNAUTHENTICATED", "403": "PERMISSION_DENIED", "404": "NOT_FOUND", "429": "RESOURCE_EXHAUSTED", "500": "INTERNAL", "503": "UNAVAILABLE"} {
			n := int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
			f(path, geminiRequest, n, word, "X-Mock-Status", status)
		}
	}
	for _, path := range []string{geminiWhole, geminiEvents, geminiArray} {
		if status, all := askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "content-filter"); status != 200 || all[0].PromptFeedback.BlockReason != "PROHIBITED_CONTENT" {
			t.Errorf("%s: not blocked: %+v", path, all[0])
		}
	}
	for _, path := range []string{geminiEvents, geminiArray} {
		for _, spec := range []string{"error-event:after=2", "error-event", "error-event:after=10000"} {
			f(path, geminiRequest, 200, "INTERNAL", "X-Mock-Fault", spec)
		}
		f(path, `{"generationConfig":{"maxOutputTokens":1}}`, 200, "INTERNAL", "X-Mock-Fault", "error-event:after=10000")
		if _, all := askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "empty-choices"); len(all[0].Candidates) != 0 {
			t.Errorf("%s: not empty: %+v", path, all[0])
		}
		askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "huge-event:size=1000,after=2")
		askGemini(t, url, path, geminiRequest, "X-Mock-Fault", "huge-event:size=1000,after=10000")
	}
	f("/v1beta/models/a:nothing", `{}`, 405, "UNIMPLEMENTED")
	f("/v1beta/nothing", `{}`, 404, "NOT_FOUND")
	f("/v1/projects/p", `{}`, 404, "NOT_FOUND")
}

// TestGemini_Keys wants a key in the header, in the URI, or as a bearer token.
func TestGemini_Keys(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"k"}, RPM: 5}})
	f := func(path string, status int, word string, headers ...string) {
		t.Helper()
		got, all := askGemini(t, url, path, geminiRequest, headers...)
		if e := all[0].Error; got != status || status != 200 && (e == nil || e.Status != word) {
			t.Errorf("%s %q: status %d: %+v", path, headers, got, e)
		}
	}
	vertex := vertexModel + ":generateContent"
	f(geminiWhole, 403, "PERMISSION_DENIED")
	f(geminiWhole, 400, "INVALID_ARGUMENT", "X-Goog-Api-Key", "x")
	f(geminiWhole+"?key=x", 400, "INVALID_ARGUMENT")
	f(vertex, 401, "UNAUTHENTICATED")
	f(vertex, 401, "UNAUTHENTICATED", "Authorization", "Bearer x")
	f(geminiWhole, 200, "", "X-Goog-Api-Key", "k")
	f(geminiWhole+"?key=k", 200, "")
	f(geminiEvents+"&key=%6b", 200, "")
	f(geminiWhole, 200, "", "Authorization", "Bearer k")
	f(vertex, 200, "", "Authorization", "Bearer k")
	f(geminiWhole, 429, "RESOURCE_EXHAUSTED", "X-Goog-Api-Key", "k")
	f(vertex, 429, "RESOURCE_EXHAUSTED", "X-Goog-Api-Key", "k")
	scrape(t, url).wants(t, `requests_total{endpoint="/v1beta/models/{id}:generateContent",status="200"} 3`)
}

// TestVertex_Models wants Vertex AI's list and models, page by page.
func TestVertex_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"a", "b/c"}}})
	f := func(path string, status int, want string) {
		t.Helper()
		if res, body := exchange(t, url, request("GET", path, "", "")); res.StatusCode != status || !strings.Contains(string(body), want) {
			t.Errorf("%s: no %s in %d %s", path, want, res.StatusCode, body)
		}
	}
	const list = "/v1beta1/publishers/google/models"
	f(list, 200, `{"publisherModels":[{"name":"publishers/google/models/a","versionId":"default",`)
	f(list+"?pageSize=1", 200, `"nextPageToken":`)
	f(list+"?pageSize=1&pageToken=MQ", 200, `{"publisherModels":[{"name":"publishers/google/models/b/c"`)
	f(list+"/a", 200, `{"name":"publishers/google/models/a"`)
	f("/v1/publishers/google/models/b%2Fc", 200, `{"name":"publishers/google/models/b/c"`)
	f("/v1/publishers/google/models/none", 404, "Publisher Model `publishers/google/models/none` was not found")
	f("/v1/publishers/google/models", 404, `"status":"NOT_FOUND"`)
}

// TestGemini_Models wants Google's list where Google's key is sent, also under a path that
// other providers have, and OpenAI's without.
func TestGemini_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"a", "b/c"}}})
	f := func(path, header, want string) {
		t.Helper()
		if _, body := exchange(t, url, request("GET", path, header, "")); !strings.Contains(string(body), want) {
			t.Errorf("%s %q: no %s in %s", path, header, want, body)
		}
	}
	const key = "X-Goog-Api-Key: k\r\n"
	f("/v1beta/models", "", `{"models":[{"name":"models/a"`)
	f("/v1/models", key, `{"models":[{"name":"models/a"`)
	f("/v1/models?key=k&pageSize=1", "", `"nextPageToken":`)
	f("/v1/models?monkey=k&key=", "", `"object":"list"`)
	f("/v1/models/b/c?key=k", "", `{"name":"models/b/c"`)
	f("/v1/models/b%2Fc", key, `{"name":"models/b/c"`)
	f("/v1/models/none", key, `models/none is not found for API version v1, or`)
	f("/v1beta/models/none", "", `models/none is not found for API version v1beta, or`)
	f("/v1/models", "anthropic-version: 2023-06-01\r\n", `"has_more"`)
	f("/v1/models", "Authorization: Bearer k\r\n", `"object":"list"`)
	samples := settled(t, url)
	if lists, none := samples[`requests_total{endpoint="/v1/models (gemini)",status="200"}`], samples[`requests_total{endpoint="/v1/models/{id} (gemini)",status="404"}`]; lists != 2 || none != 1 {
		t.Errorf("%v lists and %v missing models are counted", lists, none)
	}
}
