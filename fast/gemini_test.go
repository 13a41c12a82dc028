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

// TestGemini_SaysTheSame wants a whole answer, events and an array to say the same, and
// the usage of each event to count what has been said.
func TestGemini_SaysTheSame(t *testing.T) {
	bodies := []string{
		geminiRequest,
		strings.Replace(geminiRequest, `"maxOutputTokens":1024`, `"candidateCount":3`, 1),
		strings.Replace(geminiRequest, `1024`, `1`, 1),
	}
	models := []string{geminiModel, "/v1/models/gemini-2.5-flash", vertexModel, strings.Replace(vertexModel, "/v1/", "/v1beta1/", 1), expressModel}
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, Text: pool.Rich, StreamTokensMin: 3, StreamTokensMax: 9}, Timing: fast.Timing{ResponseDelay: delay}})
		for _, body := range bodies {
			for _, model := range models {
				_, whole := askGemini(t, url, model+":generateContent", body)
				for _, way := range []string{"?alt=sse", "", "?key=k&$alt=sse"} {
					wantGeminiStream(t, url, model+":streamGenerateContent"+way, body, whole)
				}
			}
		}
	}
}

// TestGemini_AllowedTwice wants a function to be called that is allowed twice.
func TestGemini_AllowedTwice(t *testing.T) {
	url := serve(t, fast.Config{})
	body := strings.Replace(geminiTools, `["send_mail"]`, `["send_mail","send_mail"]`, 1)
	if res, said := exchange(t, url, request("POST", geminiModel+":generateContent", "", body)); !strings.Contains(string(said), `"functionCall":{"name":"send_mail"`) {
		t.Errorf("status %d: %s", res.StatusCode, said)
	}
}

// TestGemini_CallIDs wants the calls of the models since Gemini 3 to have ids, as it has them
// outside of Vertex AI, and a stream to have those of the whole answer.
func TestGemini_CallIDs(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	for path, size := range map[string]int{
		geminiModel: 0, vertexModel: 0, "/v1beta/models/gemini-1.5-pro": 0, strings.Replace(vertexModel, "2.5", "3.5", 1): 0,
		"/v1beta/models/gemini-3.5-flash": 8, "/v1beta/models/gemini-4-pro": 8, "/v1beta/models/gemini-flash-latest": 8, "/v1beta/models/m": 8,
	} {
		_, whole := askGemini(t, url, path+":generateContent", geminiTools)
		_, streamed := askGemini(t, url, path+":streamGenerateContent", geminiTools)
		a, b := whole[0].Candidates[0].Content.Parts[0].FunctionCall, streamed[0].Candidates[0].Content.Parts[0].FunctionCall
		if a == nil || b == nil || len(a.ID) != size || a.ID != b.ID {
			t.Errorf("%s: calls %+v and, streamed, %+v, want ids of %d characters", path, a, b, size)
		}
	}
}

// wantGeminiStream wants a stream that says the same as the whole answer, and whose events
// count the tokens so far.
func wantGeminiStream(t *testing.T, url, path, body string, whole []geminiAnswer) {
	t.Helper()
	status, all := askGemini(t, url, path, body)
	single, chars := len(whole[0].Candidates) == 1, 0
	for i := range all {
		chars += geminiChars(&all[i])
		u := all[i].UsageMetadata
		if single && u.CandidatesTokenCount != pool.Tokens(chars) || u.TotalTokenCount != u.PromptTokenCount+u.CandidatesTokenCount || u.PromptTokenCount == 0 {
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
		if end := last.Candidates[0]; single && end.FinishReason != one.FinishReason {
			t.Fatalf("%s: ends with %q, want %q", path, end.FinishReason, one.FinishReason)
		}
	}
}

// geminiChars returns how many characters all candidates of an answer have.
func geminiChars(a *geminiAnswer) (n int) {
	for _, one := range a.Candidates {
		for _, part := range one.Content.Parts {
			n += len([]rune(part.Text))
		}
	}
	return n
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
			thoughts, signed := geminiThoughts(t, path, all)
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

// geminiThoughts returns the thoughts of two candidates, and the one signature of each.
func geminiThoughts(t *testing.T, path string, all []geminiAnswer) (thoughts, signed [2]string) {
	t.Helper()
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
	return thoughts, signed
}

// TestGemini_ArrayBreaksLines wants the elements of an array apart by line breaks as
// Google's are, as clients want that take an array apart before they parse it.
func TestGemini_ArrayBreaksLines(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 3, StreamTokensMax: 9}})
	for _, body := range []string{geminiRequest, geminiTools, strings.Replace(geminiRequest, "1024", "1", 1), `{`} {
		res, err := http.Post(url+geminiArray, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		inside, begins := strings.CutPrefix(string(all), "[")
		inside, ends := strings.CutSuffix(inside, "\n]")
		if !begins || !ends {
			t.Fatalf("no array that ends in a line of its own: %q", all)
		}
		for _, one := range strings.Split(inside, "\n,\r\n") {
			if !json.Valid([]byte(one)) || strings.ContainsAny(one, "\r\n") {
				t.Fatalf("%q is no element of %q", one, all)
			}
		}
	}
}
