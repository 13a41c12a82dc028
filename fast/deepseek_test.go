package fast_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// TestDeepSeek_Paths wants the paths of DeepSeek to answer in its form, without a setting.
func TestDeepSeek_Paths(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 20}})
	uuid := regexp.MustCompile(`"id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}"`)
	f := func(path, headers, members string, isDeepSeeks bool, wants ...string) {
		t.Helper()
		for _, stream := range []string{"false", "true"} {
			res, body := exchange(t, url, request("POST", path, headers, `{"stream":`+stream+`,`+members+`}`))
			if res.StatusCode != 200 || uuid.Match(body) != isDeepSeeks {
				t.Errorf("%s %s: status %d: %s", path, headers, res.StatusCode, body)
			}
			for _, want := range wants {
				if !strings.Contains(string(body), want) {
					t.Errorf("%s %s: no %s in %s", path, headers, want, body)
				}
			}
		}
	}
	for _, base := range []string{"", "/beta"} {
		f(base+"/chat/completions", "", `"model":"deepseek-chat","messages":[]`, true, `"reasoning_content":"`, `"model":"deepseek-chat"`)
		f(base+"/completions", "", `"prompt":"def fib(","suffix":"    return a","max_tokens":9`, true, `"system_fingerprint":"fp_`, `"object":"text_completion"`)
		f(base+"/chat/completions", "X-Mock-Accent: groq\r\n", `"messages":[]`, false, `"x_groq"`)
		f(base+"/chat/completions", "", `"model":"m~accent=vllm"`, false, `"stop_reason"`)
		f(base+"/completions", "X-Mock-Accent: vllm\r\n", `"prompt":"a"`, false, `"stop_reason"`)
	}
	const openAIs = `"service_tier":"default"`
	for _, base := range []string{"", "/beta"} {
		res, body := exchange(t, url, request("POST", base+"/chat/completions", "X-Mock-Accent: openai\r\n", `{"messages":[]}`))
		if res.StatusCode != 200 || uuid.Match(body) || !strings.Contains(string(body), openAIs) {
			t.Errorf("%s: %s", base, body)
		}
		f(base+"/chat/completions", "X-Mock-Accent: openai\r\n", `"messages":[]`, false, `"id":"chatcmpl-`)
		f(base+"/chat/completions", "", `"model":"m~accent=openai"`, false, `"id":"chatcmpl-`)
		f(base+"/completions", "X-Mock-Accent: openai\r\n", `"prompt":"a"`, false, `"id":"cmpl-`)
	}
	f("/chat/completions", "X-Mock-Accent: openai\r\n", `"model":"m:accent=groq"`, false, `"x_groq"`)
	url = serve(t, fast.Config{Answers: fast.Answers{Accent: profile.Groq}})
	f("/chat/completions", "X-Mock-Accent: openai\r\n", `"messages":[]`, false, `"id":"chatcmpl-`)
	f("/chat/completions", "", `"messages":[]`, false, `"x_groq"`)
}

// TestDeepSeek_Models wants the models at DeepSeek's path, and errors in its words.
func TestDeepSeek_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"deepseek-chat", "org/m"}}})
	f := func(method, path, headers, body, want string) {
		t.Helper()
		if answer, got := exchange(t, url, request(method, path, headers, body)); !strings.HasPrefix(fmt.Sprint(answer.StatusCode, " ", string(got)), want) {
			t.Errorf("%s %s %s%s\ngot  %d %s\nwant %s", method, path, headers, body, answer.StatusCode, got, want)
		}
	}
	f("GET", "/models", "", "", `200 {"object":"list","data":[{"id":"deepseek-chat","object":"model",`)
	f("GET", "/models/deepseek-chat", "", "", `200 {"id":"deepseek-chat",`)
	f("GET", "/models/org/m", "", "", `200 {"id":"org/m",`)
	f("GET", "/models/none", "", "", `400 {"error":{"message":"Model Not Exist",`)
	f("PUT", "/models", "", "", `405 {"error":{"message":"Not allowed to PUT on /models","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`)
	const fault = "X-Mock-Fault: error:status=401\r\n"
	f("POST", "/chat/completions", fault, "{}", `401 {"error":{"message":"Authentication Fails (no such user)",`)
	f("POST", "/beta/completions", fault, "{}", `401 {"error":{"message":"Authentication Fails (no such user)",`)
	f("POST", "/chat/completions", fault+"X-Mock-Accent: mistral\r\n", "{}", `401 {"detail":"Unauthorized"}`)
	f("POST", "/chat/completions", fault+"X-Mock-Accent: openai\r\n", "{}", `401 {"error":{"message":"Incorrect API key provided. You can find`)
	f("GET", "/models/none", "X-Mock-Accent: openai\r\n", "", `404 {"error":{"message":"The model `)
	f("POST", "/chat/completions", "", "{", `400 {"error":{"message":"We could not parse the JSON body of your request. (HINT: `)
	f("GET", "/", "Accept: text/html\r\nUser-Agent: Mozilla/5.0\r\n", "", `404 <!doctype html>`)
	f("POST", "/beta/nowhere", "", "{}", `404 {"error":{"message":"Unknown request URL: POST /beta/nowhere.`)
	f("GET", "/chat", "", "", `404 {"error":{"message":"Unknown request URL: GET /chat.`)
	_, stream := exchange(t, url, request("POST", "/chat/completions", "X-Mock-Fault: error-event:after=2,status=503\r\n", `{"stream":true}`))
	if want := `data: {"error":{"message":"Service is too busy.`; !strings.Contains(string(stream), want) {
		t.Errorf("no %s in %s", want, stream)
	}
}
