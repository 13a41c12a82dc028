package fast_test

import (
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
)

const (
	claudeModels    = "/v1/projects/p/locations/us-east5/publishers/anthropic/models/"
	claudePath      = claudeModels + "claude-opus-4-6"
	claudeCountPath = claudeModels + "count-tokens:rawPredict"
)

// TestVertex_Messages wants Anthropic's messages below the paths of Vertex AI.
func TestVertex_Messages(t *testing.T) {
	url := serve(t, fast.Config{})
	const members = `"anthropic_version":"vertex-2023-10-16","max_tokens":9,"messages":[{"role":"user","content":"hi there"}]`
	f := func(path, body string, wants ...string) {
		t.Helper()
		res, answer := exchange(t, url, request("POST", path, "", body))
		if res.StatusCode != 200 {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, answer)
		}
		for _, want := range wants {
			if !strings.Contains(string(answer), want) {
				t.Errorf("%s: no %s in %s", path, want, answer)
			}
		}
	}
	f(claudePath+":rawPredict", `{`+members+`}`, `"id":"msg_vrtx_`, `"model":"claude-opus-4-6"`, `"stop_reason":"max_tokens"`)
	f(claudePath+":rawPredict", `{"model":"other","stream":true,`+members+`}`, `{"`, `"model":"claude-opus-4-6"`)
	f(claudePath+":streamRawPredict", `{"stream":true,`+members+`}`, "event: message_start\n", `"id":"msg_vrtx_`, `"model":"claude-opus-4-6"`, "event: message_stop\n")
	f(claudeModels+"claude-sonnet-4-5@20250929:streamRawPredict", `{`+members+`}`, "event: message_start\n", `"model":"claude-sonnet-4-5@20250929"`)
	f(claudeModels+"claude-sonnet-4-5%4020250929:rawPredict", `{`+members+`}`, `"model":"claude-sonnet-4-5@20250929"`)
	f(strings.Replace(claudePath, "/v1/", "/v1beta1/", 1)+"~tokens=2:rawPredict", `{`+members+`}`, `"output_tokens":2`)
	f(claudeCountPath, `{"model":"m","anthropic_version":"vertex-2023-10-16","messages":[{"role":"user","content":"hi there"}]}`, `{"input_tokens":2}`)
}

// TestVertex_Errors wants errors of the model in Anthropic's form, and those of Google's
// gateway in Google's.
func TestVertex_Errors(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"claude-opus-4-6"}}, Limits: fast.Limits{APIKeys: []string{"k"}}})
	const members = `"max_tokens":9,"messages":[{"role":"user","content":"a"}]`
	f := func(path, headers, body, want string) {
		t.Helper()
		answer, got := exchange(t, url, request("POST", path, "Authorization: Bearer k\r\n"+headers, body))
		if got := fmt.Sprint(answer.StatusCode, " ", string(got)); !strings.HasPrefix(got, want) {
			t.Errorf("%s %s\ngot  %s\nwant %s", path, body, got, want)
		}
	}
	const version = `"anthropic_version":"vertex-2023-10-16",`
	for _, method := range []string{":rawPredict", ":streamRawPredict"} {
		f(claudePath+method, "", `{`+version+`"stream":true,`+members+`}`, `200 `)
		f(claudePath+method, "", `{`+members+`}`, `400 {"type":"error","error":{"type":"invalid_request_error","message":"anthropic_version: Field required"`)
		f(claudePath+method, "", `{"anthropic_version":7,`+members+`}`, `400 {"type":"error","error":{"type":"invalid_request_error",`)
		f(claudePath+method, "", `{`+version+`"model":"m",`+members+`}`, `400 {"type":"error","error":{"type":"invalid_request_error","message":"model: Extra inputs are not permitted"`)
		f(claudeModels+"none"+method, "", `{`+version+members+`}`, "404 {\"error\":{\"code\":404,\"message\":\"Publisher Model `publishers/anthropic/models/none` was not found")
		f(claudePath+method, "X-Mock-Fault: error:status=529\r\n", `{`+version+members+`}`, `529 {"type":"error","error":{"type":"overloaded_error",`)
		f(claudePath+method, "X-Mock-Fault: error:status=429\r\n", `{`+version+members+`}`, `429 {"error":{"code":429,"message":"`)
	}
	f(claudeCountPath, "", `{"model":"none",`+version+`"messages":[{"role":"user","content":"a"}]}`, `404 {"error":{"code":404,`)
	if res, body := exchange(t, url, request("POST", claudePath+":rawPredict", "", "{}")); res.StatusCode != 401 || !strings.Contains(string(body), `"status":"UNAUTHENTICATED"`) {
		t.Errorf("without a key: status %d: %s", res.StatusCode, body)
	}
}
