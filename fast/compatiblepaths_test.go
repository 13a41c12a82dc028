package fast_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// samePaths are the paths at which other providers have an API, and its own path.
var samePaths = []struct{ path, own, headers, body string }{
	{"/anthropic/v1/messages", messagesPath, "anthropic-version: 2023-06-01\r\n", `{"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`},
	{"/anthropic/v1/messages", messagesPath, "anthropic-version: 2023-06-01\r\n", `{"stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`},
	{"/api/anthropic/v1/messages", messagesPath, "anthropic-version: 2023-06-01\r\n", `{"stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`},
	{"/anthropic/v1/messages/count_tokens", messagesPath + "/count_tokens", "anthropic-version: 2023-06-01\r\n", `{"messages":[{"role":"user","content":"hi"}]}`},
	{"/api/anthropic/v1/messages/count_tokens", messagesPath + "/count_tokens", "", `{"messages":7}`},
	{"/anthropic/v1/messages", messagesPath, "", `{"messages":7}`},
	{"/v1beta/openai/chat/completions", "/v1/chat/completions", "", `{"messages":[{"role":"user","content":"hi"}]}`},
	{"/v1beta/openai/chat/completions", "/v1/chat/completions", "", `{"stream":true,"messages":[{"role":"user","content":"hi"}]}`},
	{"/v1beta/openai/chat/completions", "/v1/chat/completions", "", `{"messages":7}`},
	{"/v1beta/openai/embeddings", "/v1/embeddings", "", `{"input":"a","dimensions":4}`},
	{"/v1beta/openai/models", "/v1/models", "", ""},
	{"/v1beta/openai/models/gpt-4o", "/v1/models/gpt-4o", "", ""},
	{"/v1beta/openai/models/none", "/v1/models/none", "", ""},
	{"/compatibility/v1/chat/completions", "/v1/chat/completions", "", `{"messages":[{"role":"user","content":"hi"}]}`},
	{"/compatibility/v1/chat/completions", "/v1/chat/completions", "", `{"stream":true,"messages":[{"role":"user","content":"hi"}]}`},
	{"/compatibility/v1/chat/completions", "/v1/chat/completions", "", `{"messages":7}`},
	{"/compatibility/v1/embeddings", "/v1/embeddings", "", `{"input":"a","encoding_format":"base64"}`},
	{"/compatibility/v1/models", "/v1/models", "", ""},
	{"/compatibility/v1/models/gpt-4o", "/v1/models/gpt-4o", "", ""},
	{"/compatibility/v1/models/none", "/v1/models/none", "", ""},
}

// TestCompatiblePaths wants the answers that the API's own path gives. Google's errors have
// the same status only.
func TestCompatiblePaths(t *testing.T) {
	for _, strict := range []bool{false, true} {
		url := serve(t, fast.Config{Answers: fast.Answers{Deterministic: true, Strict: strict}})
		for _, c := range samePaths {
			ask := func(path string) (*http.Response, []byte) {
				method := "POST"
				if c.body == "" {
					method = "GET"
				}
				return exchange(t, url, request(method, path, c.headers+"X-Client-Request-Id: 1\r\n", c.body))
			}
			want, wantBody := ask(c.own)
			sameBody := want.StatusCode == 200 || !strings.HasPrefix(c.path, "/v1beta/openai/")
			if got, body := ask(c.path); got.StatusCode != want.StatusCode || sameBody && !bytes.Equal(withoutID(body), withoutID(wantBody)) {
				t.Errorf("%s %s: status %d: %s\nwant %d: %s", c.path, c.body, got.StatusCode, body, want.StatusCode, wantBody)
			}
		}
	}
}

// withoutID cuts the random id of a request off an error.
func withoutID(body []byte) []byte {
	before, _, _ := bytes.Cut(body, []byte(`,"request_id":"`))
	return before
}

// TestCompatiblePaths_Errors wants the envelope of the API below its paths, and its credential.
func TestCompatiblePaths_Errors(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-1"}}})
	f := func(method, path, headers, want string) {
		t.Helper()
		res, body := exchange(t, url, request(method, path, headers, ""))
		if got := fmt.Sprint(res.StatusCode, " ", string(body)); !strings.HasPrefix(got, want) {
			t.Errorf("%s %s %s: %s, want %s", method, path, headers, got, want)
		}
	}
	const key, ofAnthropic = "Authorization: Bearer sk-1\r\n", "X-Api-Key: sk-1\r\n"
	f("POST", "/anthropic/v1/messages", "", `401 {"type":"error","error":{"type":"authentication_error"`)
	f("POST", "/anthropic/v1/nowhere", ofAnthropic, `404 {"type":"error","error":{"type":"not_found_error"`)
	f("POST", "/api/anthropic/nowhere", key, `404 {"type":"error",`)
	f("GET", "/anthropic/v1/messages", key, `405 {"type":"error",`)
	f("POST", "/v1beta/openai/chat/completions", "x-goog-api-key: sk-1\r\n", `400 [{"error":{"code":400,"message":"Missing or invalid Authorization header.","status":"INVALID_ARGUMENT"}}`)
	f("GET", "/v1beta/openai/models", "Authorization: Bearer sk-2\r\n", `400 [{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",`)
	f("POST", "/v1beta/openai/nowhere", key, `404 [{"error":{"code":404,"message":"Invalid URL (POST /v1beta/openai/nowhere)","status":"NOT_FOUND"}}`)
	f("POST", "/compatibility/v1/chat/completions", "", `401 {"error":{"message":"You didn't provide an API key.`)
	f("POST", "/compatibility/v1/nowhere", "", `401 {"error":`)
	f("POST", "/compatibility/v1/nowhere", key, `404 {"error":{"message":"Invalid URL (POST /compatibility/v1/nowhere)"`)
	f("POST", "/v1beta/nowhere", "x-goog-api-key: sk-1\r\n", `404 {"error":{"code":404`)
	f("GET", "/api/v1/credits", "", `401 {"error":{"code":401,"message":`)
	f("GET", "/api/v1/credits", key, `200 {"data":{"total_credits":100,"total_usage":0}}`)
	f("GET", "/api/v1/key", key, `200 {"data":{"label":"sk-or-v1-`)
	f("GET", "/user/balance", "", `401 {"error":{"message":"Authentication Fails (auth header format should be Bearer sk-...)"`)
	f("GET", "/user/balance", key, `200 {"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"}]}`)
	f("POST", "/user/balance", key, `405 {"error":{"message":"Not allowed to POST on /user/balance","type":"invalid_request_error","param":null,`)
}

// TestCompatiblePaths_Google wants each error at Google's path for OpenAI's clients in an array,
// whatever the request.
func TestCompatiblePaths_Google(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	limited := serve(t, fast.Config{Limits: fast.Limits{RPM: 1}})
	post(t, limited+"/v1beta/openai/chat/completions", "{}")
	f := func(members, headers, want string) {
		t.Helper()
		res, body := exchange(t, url, request("POST", "/v1beta/openai/chat/completions", headers, `{"messages":[{"role":"user","content":"a"}],`+members+`}`))
		if got := fmt.Sprint(res.StatusCode, " ", string(body)); !strings.HasPrefix(got, want) || !strings.HasSuffix(got, "\n]") {
			t.Errorf("%s: %s, want %s", members, got, want)
		}
	}
	f(`"model":"m","store":false`, "", `400 [{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"store\": Cannot find field.","status":"INVALID_ARGUMENT",`+
		`"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"description":"Invalid JSON payload received. Unknown name \"store\": Cannot find field."}]}]}}`)
	f(`"model":"m","web_search_options":{},"thinking":{}`, "", `400 [{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"`)
	f(`"model":"m","n":"two"`, "", `400 [{"error":{"code":400,"message":"Invalid type for 'n'`)
	f(`"model":"none","stream":true`, "", `404 [{"error":{"code":404,"message":"models/none is not found for API version v1main, or is not supported for generateContent. Call ListModels`)
	f(`"model":7`, "", `400 [{"error":{"code":400,`)
	f(`"model":"m","stream":true`, "X-Mock-Fault: error:status=503\r\n", `503 [{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}`)
	f(`"model":"m"`, "X-Mock-Fault: content-filter\r\n", `400 [{"error":{"code":400,`)
	f(`"model":"m"`, "X-Mock-Fault: error:status=401\r\n", `401 [{"error":{"code":401,"message":"Request had invalid authentication credentials.`)
	url = limited
	f(`"model":"m"`, "", `429 [{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.`)
}

// TestCompatiblePaths_Strict wants Google's own parameters accepted at its path alone.
func TestCompatiblePaths_Strict(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	f := func(path, member string, status int) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, "", `{"model":"m","messages":[{"role":"user","content":"a"}],`+member+`}`))
		if res.StatusCode != status {
			t.Errorf("%s %s: status %d: %s", path, member, res.StatusCode, body)
		}
	}
	f("/v1beta/openai/chat/completions", `"extra_body":{"google":{"thinking_config":{"thinking_budget":9}}}`, 200)
	f("/v1beta/openai/chat/completions", `"google":{"cached_content":"c"}`, 200)
	f("/v1beta/openai/chat/completions", `"reasoning_effort":"low"`, 200)
	f("/v1beta/openai/chat/completions", `"surprise":1`, 400)
	f("/v1beta/openai/chat/completions", `"extra_body":{"google":7}`, 400)
	f("/v1/chat/completions", `"extra_body":{}`, 400)
}

// TestCompatiblePaths_Cohere refuses the parameters that Cohere's path does not support.
func TestCompatiblePaths_Cohere(t *testing.T) {
	at := refuser(t)
	const chat, embeddings = "/compatibility/v1/chat/completions", "/compatibility/v1/embeddings"
	for _, name := range []string{"store", "metadata", "logit_bias", "top_logprobs", "n", "modalities", "prediction", "audio", "service_tier", "parallel_tool_calls"} {
		at(chat, `{"model":"m","messages":[{"role":"user","content":"a"}],"`+name+`":1}`, 400, "", "", "Unrecognized request argument supplied: "+name)
	}
	at(chat, `{"model":"m","messages":[{"role":"user","content":"a"}],"reasoning_effort":"low"}`, 400, `"reasoning_effort"`, `"invalid_value"`, "Invalid value: 'low'. Supported values are: 'none' and 'high'.")
	at(embeddings, `{"model":"m","input":"a","dimensions":4}`, 400, "", "", "Unrecognized request argument supplied: dimensions")
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	for path, body := range map[string]string{
		chat: `{"model":"m","stream":true,"reasoning_effort":"high","response_format":{"type":"json_object","schema":{"type":"object"}},"seed":1,"stop":["a"],"frequency_penalty":1,
			"messages":[{"role":"developer","content":"json"},{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}`,
		embeddings: `{"model":"m","input":["a"],"encoding_format":"float"}`,
	} {
		if status, answer := post(t, url+path, body); status != 200 {
			t.Errorf("%s: status %d: %s", body, status, answer)
		}
	}
}
