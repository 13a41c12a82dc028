package fast_test

import (
	"testing"

	"mock-openai/fast"
)

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

// TestGemini_BlockedPromptIsCounted wants the usage of a blocked prompt to be that of the
// same prompt when it is answered, as clients bill it, and the model to be named.
func TestGemini_BlockedPromptIsCounted(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, path := range []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":generateContent"} {
		_, answered := askGemini(t, url, path, geminiRequest)
		for _, spec := range []string{"content-filter", "content-filter:reason=SAFETY"} {
			_, all := askGemini(t, url, path, geminiRequest, "X-Mock-Fault", spec)
			want, got := answered[0].UsageMetadata.PromptTokenCount, all[0].UsageMetadata
			if want == 0 || got.PromptTokenCount != want || got.TotalTokenCount != want || all[0].ModelVersion != answered[0].ModelVersion || len(all[0].Candidates) > 0 {
				t.Errorf("%s, %s: %+v, want %d tokens of %s", path, spec, all[0], want, answered[0].ModelVersion)
			}
		}
	}
}

// TestGemini_UnfilteredMethods wants tokens to be counted and texts to be embedded whatever
// a content filter says: their answers have no member for it.
func TestGemini_UnfilteredMethods(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true}})
	f := func(path, body string) {
		t.Helper()
		_, want := exchange(t, url, request("POST", path, "", body))
		for _, spec := range []string{"content-filter", "content-filter:reason=SAFETY"} {
			res, got := exchange(t, url, request("POST", path, "X-Mock-Fault: "+spec+"\r\n", body))
			if res.StatusCode != 200 || string(got) != string(want) {
				t.Errorf("%s, %s: %d %.300s, want %.300s", path, spec, res.StatusCode, got, want)
			}
		}
	}
	const model = "/v1beta/models/gemini-2.5-flash:"
	f(model+"countTokens", geminiRequest)
	f(vertexModel+":countTokens", geminiRequest)
	f(model+"embedContent", `{"content":{"parts":[{"text":"a"}]}}`)
	f(model+"batchEmbedContents", `{"requests":[{"content":{"parts":[{"text":"a"}]}}]}`)
	f(vertexModel+":predict", `{"instances":[{"content":"a"}]}`)
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
