package fast_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// accentCase is an error, and what it says by accent.
type accentCase struct {
	headers, body string
	want          map[string]string // the status and the beginning of the body
}

// wantAccents has the server answer each case with each accent.
func wantAccents(t *testing.T, url string, cases ...accentCase) {
	t.Helper()
	for _, c := range cases {
		for accent, want := range c.want {
			answer, body := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: "+accent+"\r\n"+c.headers, c.body))
			if got := fmt.Sprint(answer.StatusCode, " ", string(body)); !strings.HasPrefix(got, want) {
				t.Errorf("%s %s%s\ngot  %s\nwant %s", accent, c.headers, c.body, got, want)
			}
			if challenge := answer.Header.Get("WWW-Authenticate"); (answer.StatusCode == http.StatusUnauthorized) != (challenge == "Bearer") {
				t.Errorf("%s %s: the challenge is %q", accent, c.headers, challenge)
			}
		}
	}
}

// TestAccentErrors_Statuses wants the words of the provider for injected errors.
func TestAccentErrors_Statuses(t *testing.T) {
	injected := func(fault string, want map[string]string) accentCase {
		return accentCase{"X-Mock-Fault: " + fault + "\r\n", `{"stream":true}`, want}
	}
	wantAccents(t, serve(t, fast.Config{}),
		injected("error:status=400", map[string]string{
			"vllm":       `400 {"error":{"message":"The request could not be processed.","type":"BadRequestError","param":null,"code":400}}`,
			"mistral":    `400 {"object":"error","message":"The request could not be processed.","type":"invalid_request_error","param":null,"code":null,"raw_status_code":400}`,
			"groq":       `400 {"error":{"message":"The request could not be processed.","type":"invalid_request_error"}}`,
			"deepseek":   `400 {"error":{"message":"The request could not be processed.","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
			"openrouter": `400 {"error":{"code":400,"message":"The request could not be processed."}}`,
			"openai":     `400 {"error":{"message":"The request could not be processed.","type":"invalid_request_error","param":null,"code":null}}`,
		}),
		injected("error:status=401", map[string]string{
			"vllm":     `401 {"error":"Unauthorized"}`,
			"mistral":  `401 {"detail":"Unauthorized"}`,
			"groq":     `401 {"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}`,
			"deepseek": `401 {"error":{"message":"Authentication Fails (no such user)","type":"authentication_error","param":null,"code":"invalid_request_error"}}`,
		}),
		injected("error:status=402", map[string]string{
			"deepseek":   `402 {"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}`,
			"openrouter": `402 {"error":{"code":402,"message":"Insufficient credits."}}`,
		}),
		injected("error:status=404", map[string]string{
			"vllm":    `404 {"error":{"message":"The model does not exist or you do not have access to it.","type":"NotFoundError","param":null,"code":404}}`,
			"mistral": `404 {"detail":"Not Found"}`,
			"groq":    `404 {"error":{"message":"The model does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}`,
		}),
		injected("error:status=429", map[string]string{
			"vllm":       `429 {"error":{"message":"Rate limit reached for requests. Please try again later.","type":"Too Many Requests","param":null,"code":429}}`,
			"mistral":    `429 {"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300","raw_status_code":429}`,
			"groq":       `429 {"error":{"message":"Rate limit reached for requests. Please try again later.","type":"requests","code":"rate_limit_exceeded"}}`,
			"openrouter": `429 {"error":{"code":429,"message":"Rate limit reached for requests. Please try again later."}}`,
		}),
		injected("error:status=500", map[string]string{
			"vllm":    `500 {"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"Internal Server Error","param":null,"code":500}}`,
			"mistral": `500 {"object":"error","message":"Service unavailable.","type":"internal_server_error","param":null,"code":"1000","raw_status_code":500}`,
			"groq":    `500 {"error":{"message":"Internal Server Error","type":"internal_server_error"}}`,
		}),
		injected("error:status=503", map[string]string{
			"vllm":     `503 {"error":{"message":"The engine is currently overloaded, please try again later.","type":"Service Unavailable","param":null,"code":503}}`,
			"mistral":  `503 {"object":"error","message":"Internal server error","type":"unreachable_backend","param":null,"code":"1100","raw_status_code":503}`,
			"groq":     `503 {"error":{"message":"Service Unavailable","type":"internal_server_error"}}`,
			"deepseek": `503 {"error":{"message":"Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.","type":"service_unavailable_error","param":null,"code":"service_unavailable_error"}}`,
		}),
		injected("error:status=503,type=mine", map[string]string{
			"vllm":     `503 {"error":{"message":"The engine is currently overloaded, please try again later.","type":"mine","param":null,"code":503}}`,
			"mistral":  `503 {"object":"error","message":"Internal server error","type":"mine","param":null,"code":"1100","raw_status_code":503}`,
			"deepseek": `503 {"error":{"message":"Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.","type":"mine","param":null,"code":"service_unavailable_error"}}`,
		}),
		injected("error:status=401,type=mine", map[string]string{
			"vllm": `401 {"error":{"message":"Incorrect API key provided. `, "mistral": `401 {"object":"error","message":"Incorrect API key provided. `,
		}),
		injected("error:status=599", map[string]string{
			"vllm": `599 {"error":{"message":"The server had an error while`, "mistral": `599 {"object":"error","message":"The server had an error while`,
			"groq": `599 {"error":{"message":"The server had an error while`, "deepseek": `599 {"error":{"message":"The server had an error while`,
		}),
		injected("content-filter", map[string]string{
			"vllm":       `400 {"error":{"message":"Your prompt was flagged as potentially violating our usage policy.","type":"BadRequestError","param":null,"code":400}}`,
			"deepseek":   `400 {"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
			"openrouter": `403 {"error":{"code":403,"message":"The chosen model requires moderation and your input was flagged","metadata":{"reasons":["violence"],`,
		}),
	)
}

// TestAccentErrors_Bodies wants the words of the provider for bodies that are refused, even
// if they are no JSON.
func TestAccentErrors_Bodies(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	const messages = `"messages":[{"role":"user","content":"a"}]`
	wantAccents(t, url,
		accentCase{"", `{"model":"m","mess`, map[string]string{
			"vllm":     `400 {"error":{"message":"We could not parse the JSON body of your request. (HINT: `,
			"mistral":  `422 {"object":"error","message":{"detail":[{"type":"json_invalid","loc":["body"],"msg":"JSON decode error"}]},"type":"invalid_request_error","param":null,"code":null,"raw_status_code":422}`,
			"groq":     `400 {"error":{"message":"We could not parse the JSON body of your request. (HINT: `,
			"deepseek": `400 {"error":{"message":"We could not parse the JSON body of your request. (HINT: `,
		}},
		accentCase{"", `{"model":"m"}`, map[string]string{
			"vllm":     `400 {"error":{"message":"Missing required parameter: 'messages'.","type":"Bad Request","param":null,"code":400}}`,
			"mistral":  `422 {"object":"error","message":{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]},`,
			"groq":     `400 {"error":{"message":"Missing required parameter: 'messages'.","type":"invalid_request_error","param":"messages","code":"missing_required_parameter"}}`,
			"deepseek": `400 {"error":{"message":"Missing required parameter: 'messages'.","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
		}},
		accentCase{"", `{"model":"m","bogus":1,` + messages + `}`, map[string]string{
			"mistral": `422 {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","bogus"],"msg":"Extra inputs are not permitted"}]},`,
		}},
		accentCase{"", `{"model":"m","messages":[{"role":"user","content":7}]}`, map[string]string{
			"mistral": `422 {"object":"error","message":{"detail":[{"type":"value_error","loc":["body","messages",0,"content"],"msg":"Value error, Invalid type for 'messages[0].content': `,
		}},
		accentCase{"", `{"model":"x",` + messages + `}`, map[string]string{
			"vllm":       "404 {\"error\":{\"message\":\"The model `x` does not exist.\",\"type\":\"NotFoundError\",\"param\":null,\"code\":404}}",
			"mistral":    `400 {"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500","raw_status_code":400}`,
			"groq":       "404 {\"error\":{\"message\":\"The model `x` does not exist or you do not have access to it.\",\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}",
			"deepseek":   `400 {"error":{"message":"Model Not Exist","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}`,
			"openrouter": `400 {"error":{"code":400,"message":"x is not a valid model ID"}}`,
		}},
		accentCase{"X-Mock-Ttft: soon\r\n", `{"model":"m",` + messages + `}`, map[string]string{
			"mistral": `422 {"object":"error","message":{"detail":[{"type":"value_error","loc":["header","X-Mock-Ttft"],`, "vllm": `400 {"error":{"message":"Invalid 'X-Mock-Ttft': `,
		}},
	)
}

// TestAccentErrors_Limits wants the words of the provider for keys, limits and full queues.
func TestAccentErrors_Limits(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-right"}, TPM: 1}, Answers: fast.Answers{Models: []string{"m"}}})
	wantAccents(t, url,
		accentCase{"", `{}`, map[string]string{
			"vllm": `401 {"error":"Unauthorized"}`, "mistral": `401 {"detail":"Unauthorized"}`, "groq": `401 {"error":{"message":"Invalid API Key","type":"invalid_request_error","code":"invalid_api_key"}}`,
			"deepseek":   `401 {"error":{"message":"Authentication Fails (auth header format should be Bearer sk-...)","type":"authentication_error","param":null,"code":"invalid_request_error"}}`,
			"openrouter": `401 {"error":{"code":401,"message":"No auth credentials found"}}`,
		}},
		accentCase{"Authorization: Bearer sk-wrong\r\n", `{}`, map[string]string{
			"deepseek":   `401 {"error":{"message":"Authentication Fails, Your api key: ****rong is invalid","type":"authentication_error",`,
			"openrouter": `401 {"error":{"code":401,"message":"User not found."}}`,
		}},
		accentCase{"Authorization: Bearer sk-right\r\n", `{"max_tokens":9,"messages":[{"role":"user","content":"a"}]}`, map[string]string{
			"groq":       "413 {\"error\":{\"message\":\"Request too large for model `m` in organization `org_mock` service tier `on_demand` on tokens per minute (TPM): Limit 1, Requested 10, please reduce",
			"mistral":    `429 {"object":"error","message":"Rate limit exceeded","type":"rate_limited","param":null,"code":"1300",`,
			"vllm":       `429 {"error":{"message":"Rate limit reached for requests. Please try again later.","type":"Too Many Requests",`,
			"deepseek":   `429 {"error":{"message":"Rate limit reached for requests. Please try again later.",`,
			"openrouter": `429 {"error":{"code":429,"message":"Rate limit reached for requests. Please try again later."}}`,
		}})

	url = serve(t, fast.Config{Limits: fast.Limits{RPM: 1}})
	exchange(t, url, request("POST", chatPath, "", `{}`))
	wantAccents(t, url, accentCase{"", `{"model":"x"}`, map[string]string{
		"groq": "429 {\"error\":{\"message\":\"Rate limit reached for model `x` in organization `org_mock` service tier `on_demand` on requests per minute (RPM): Limit 1, Used 1, Requested 1. Please try again in ",
	}})
}

// TestAccentErrors_Paths wants the accent for errors of all endpoints of OpenAI's, by flag,
// model and header, and of no other provider's.
func TestAccentErrors_Paths(t *testing.T) {
	own := windowProfile(100)
	own.Accent = profile.Mistral
	url := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.VLLM, Profiles: map[string]profile.Profile{"mine": own}}})
	f := func(method, path, headers, body, want string) {
		t.Helper()
		if answer, got := exchange(t, url, request(method, path, headers, body)); !strings.HasPrefix(fmt.Sprint(answer.StatusCode, " ", string(got)), want) {
			t.Errorf("%s %s %s%s\ngot  %d %s\nwant %s", method, path, headers, body, answer.StatusCode, got, want)
		}
	}
	for _, path := range []string{chatPath, "/v1/completions", "/v1/embeddings", "/v1/responses"} {
		f("POST", path, "", `{`, `400 {"error":{"message":"We could not`)
		f("POST", path, "X-Mock-Fault: error:status=401\r\n", `{"input":"a"}`, `401 {"error":"Unauthorized"}`)
		f("POST", path, "X-Mock-Fault: error:status=401\r\n", `{"input":"a","model":"mine"}`, `401 {"detail":"Unauthorized"}`)
		f("POST", path, "", `{"input":"a","model":"m:accent=groq,fault=error:status=401"}`, `401 {"error":{"message":"Invalid API Key"`)
		f("POST", path, "", `{"model":"m:accent=mistral","n`, `422 {"object":"error","message":{"detail":[{"type":"json_invalid"`)
		f("POST", path, "X-Mock-Accent: openai\r\nX-Mock-Fault: error:status=401\r\n", `{"input":"a"}`, `401 {"error":{"message":"Incorrect API key`)
	}
	f("GET", "/v1/nothing", "", "", `404 {"detail":"Not Found"}`)
	f("PUT", chatPath, "", "", `405 {"detail":"Method Not Allowed"}`)
	f("GET", "/v1/nothing", "X-Mock-Accent: groq\r\n", "", `404 {"error":{"message":"Invalid URL (GET /v1/nothing)","type":"invalid_request_error","code":"unknown_url"}}`)
	f("GET", "/v1/models/none", "", "", "404 {\"error\":{\"message\":\"The model `none` does not exist.\",\"type\":\"NotFoundError\"")
	f("POST", azureV1Path, "X-Mock-Fault: error:status=500\r\n", `{}`, `500 {"error":{"message":"The server had an error`)
	f("POST", azureV1Path, "X-Mock-Accent: groq\r\nX-Mock-Fault: error:status=500\r\n", `{}`, `500 {"error":{"message":"Internal Server Error","type":"internal_server_error"}}`)
	f("POST", azureV1Path, "", `{"model":"m:accent=groq,fault=content-filter"}`, `400 {"error":{"message":"Your prompt was flagged as potentially violating our usage policy.","type":"invalid_request_error"}}`)
	f("POST", azureV1Path, "Authorization: Bearer gsk_a\r\n", `{"model":"m:fault=error:status=503"}`, `503 {"error":{"message":"Service Unavailable","type":"internal_server_error"}}`)
	f("POST", azureChatPath, "X-Mock-Accent: groq\r\nX-Mock-Fault: error:status=500\r\n", `{}`, `500 {"error":{"message":"The server had an error`)
	f("POST", "/api/v1/chat/completions", "X-Mock-Fault: error:status=401\r\n", `{}`, `401 {"error":{"code":401,`)
	f("POST", "/v1/messages", "X-Mock-Fault: error:status=500\r\n", `{"max_tokens":1}`, `500 {"type":"error","error":{`)
}

// TestAccentErrors_Midstream wants errors in mid-stream in the form of the provider.
func TestAccentErrors_Midstream(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(accent, want string) {
		t.Helper()
		for _, path := range []string{chatPath, "/v1/completions"} {
			_, stream := exchange(t, url, request("POST", path, "X-Mock-Fault: error-event:after=2,status=503\r\n", `{"prompt":"a","stream":true,"model":"m~accent=`+accent+`"}`))

			if !strings.HasSuffix(string(stream), want) {
				t.Errorf("%s %s: %q does not end in %q", accent, path, stream, want)
			}
		}
	}
	f("openai", `data: {"error":{"message":"The engine is currently overloaded, please try again later.","type":"server_error","param":null,"code":null}}`+"\n\n")
	f("vllm", `data: {"error":{"message":"The engine is currently overloaded, please try again later.","type":"Service Unavailable","param":null,"code":503}}`+"\n\ndata: [DONE]\n\n")
	f("mistral", `data: {"object":"error","message":"Internal server error","type":"unreachable_backend","param":null,"code":"1100","raw_status_code":503}`+"\n\n")
	f("groq", `data: {"error":{"message":"Service Unavailable","type":"internal_server_error"}}`+"\n\n")
	f("openrouter", `"finish_reason":"error"}],"error":{"code":503,"message":"The engine is currently overloaded, please try again later."}}`+"\n\n")
}
