package fast_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// long is a text of 250 tokens, which does not fit a window of 200.
var long = strings.Repeat("word ", 200)

// TestContextWindow wants each dialect to refuse in its own words what does not fit the
// window: a long prompt, and a short one with too many tokens for the answer.
func TestContextWindow(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ContextWindow: 200}})
	f := func(path, body, want string) {
		t.Helper()
		for _, stream := range []string{``, `"stream":true,`} {
			res, answer := asked(t, url, path, "{"+stream+body[1:])
			if res.StatusCode != http.StatusBadRequest || !strings.Contains(answer, want) || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
				t.Errorf("%s %.60s\ngot  %d %s %s\nwant 400 %s", path, body, res.StatusCode, res.Header.Get("Content-Type"), answer, want)
			}
		}
	}
	chat := func(more string) string {
		return `{` + more + `"messages":[{"role":"user","content":"` + long + `"}]}`
	}
	const short = `"messages":[{"role":"user","content":"hi there"}]}`
	const openai = `","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`
	prompt := "This model's maximum context length is 200 tokens. However, your messages resulted in 250 tokens. Please reduce the length of the messages." + openai
	both := "This model's maximum context length is 200 tokens. However, you requested 301 tokens (2 in the messages, 299 in the completion). " +
		"Please reduce the length of the messages or completion."
	text := "This model's maximum context length is 200 tokens, however you requested 250 tokens (250 in your prompt; 0 for the completion). " +
		`Please reduce your prompt; or completion length.","type":"invalid_request_error","param":null,"code":null}}`
	for _, path := range []string{"/v1/chat/completions", azureChatPath, azureV1Path} {
		f(path, chat(""), prompt)
		f(path, `{"max_completion_tokens":299,`+short, both+openai)
	}
	for _, path := range []string{"/v1/completions", azureTextPath} {
		f(path, `{"prompt":["a","`+long+`"]}`, text)
	}
	f("/v1/completions", `{"prompt":"hi there","max_tokens":299}`, "however you requested 301 tokens (2 in your prompt; 299 for the completion)")
	for _, path := range []string{"/v1/responses", "/openai/responses" + azureVersion} {
		f(path, `{"input":"`+long+`"}`, `"message":"Your input exceeds the context window of this model. Please adjust your input and try again.","type":"invalid_request_error","param":"input","code":"context_length_exceeded"`)
		f(path, `{"input":"hi","max_output_tokens":299}`, `"code":"context_length_exceeded"`)
	}
	f("/v1/embeddings", `{"input":"`+long+`"}`, `"Invalid 'input': maximum input length is 200 tokens."`)
	f("/v1/embeddings", `{"input":["a","`+long+`"]}`, `"Invalid 'input[1]': maximum input length is 200 tokens."`)

	f("/api/v1/chat/completions", chat(""), `{"error":{"code":400,"message":"This endpoint's maximum context length is 200 tokens. However, you requested about 250 tokens (250 of text input). Please reduce`)
	f("/api/v1/chat/completions", `{"max_tokens":299,`+short, "you requested about 301 tokens (2 of text input, 299 in the output)")
	for accent, want := range map[string]string{
		"vllm":     `"This model's maximum context length is 200 tokens. However, your request has 250 input tokens. Please reduce the length of the input messages.","type":"BadRequestError","param":null,"code":400}`,
		"deepseek": `you requested 250 tokens (250 in the messages, 0 in the completion). Please reduce the length of the messages or completion.","type":"invalid_request_error","param":null,"code":"invalid_request_error"`,
		"mistral":  `"Prompt 250 > 200 maximum context length","type":"invalid_request_prompt_too_long","param":null,"code":"3059"`,
		"groq":     `"Please reduce the length of the messages or completion.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"`,
	} {
		f("/v1/chat/completions", chat(`"model":"m:accent=`+accent+`",`), want)
	}
	f("/v1/chat/completions", `{"model":"m:accent=vllm","max_tokens":299,`+short,
		"'max_tokens' or 'max_completion_tokens' is too large: 299. This model's maximum context length is 200 tokens and your request has 2 input tokens (299 > 200 - 2).")

	f("/v1/messages", chat(`"max_tokens":10,`), `{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 250 tokens > 200 maximum"}`)
	f("/v1/messages", `{"max_tokens":299,`+short, "input length and `max_tokens` exceed context limit: 2 + 299 > 200, decrease input length or `max_tokens` and try again")
	contents := `{"contents":[{"parts":[{"text":"` + long + `"}]}]}`
	for _, method := range []string{":generateContent", ":streamGenerateContent"} {
		f("/v1beta/models/gemini-2.5-flash"+method, contents, `"message":"The input token count (250) exceeds the maximum number of tokens allowed (200).","status":"INVALID_ARGUMENT"`)
	}
	conversation := `{"messages":[{"role":"user","content":[{"text":"` + long + `"}]}]}`
	for _, method := range []string{"/converse", "/converse-stream"} {
		f("/model/m"+method, conversation, `{"message":"Input is too long for requested model."}`)
		f("/model/m"+method, `{"inferenceConfig":{"maxTokens":299},"messages":[]}`, "exceed context limit: 0 + 299 > 200")
	}
	for _, method := range []string{"/invoke", "/invoke-with-response-stream"} {
		f("/model/m"+method, chat(`"anthropic_version":"bedrock-2023-05-31","max_tokens":10,`), `{"message":"Input is too long for requested model."}`)
	}
	f("/v2/chat", chat(""), "too many tokens: size limit exceeded by 50 tokens. Try using shorter or fewer inputs. The limit for this model is 200 tokens.")
	for _, member := range []string{"truncate", "shift"} {
		f("/api/chat", chat(`"`+member+`":false,`), `"the prompt is longer than the context length currently available to the model;`)
	}
	f("/api/embed", `{"truncate":false,"input":"`+long+`"}`, `"the input length exceeds the context length"`)
}

// asked returns the answer to a request of any dialect.
func asked(t testing.TB, url, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	res, answer := asAnthropic(t, http.MethodPost, url+path, body, headers...)
	return res, strings.ReplaceAll(answer, `\u003e`, ">")
}

// TestContextWindow_Shortens wants Ollama, and responses that ask for it, to drop what is
// too long of a prompt.
func TestContextWindow_Shortens(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, want string) {
		t.Helper()
		if res, answer := asked(t, url, path, body); res.StatusCode != http.StatusOK || !strings.Contains(answer, want) {
			t.Errorf("%s %.60s\ngot  %d %s\nwant 200 %s", path, body, res.StatusCode, answer, want)
		}
	}
	f("/api/chat", `{"stream":false,"options":{"num_ctx":200},"messages":[{"role":"user","content":"`+long+`"}]}`, `"prompt_eval_count":102,"`)
	f("/api/chat", `{"stream":false,"options":{"num_ctx":300},"messages":[{"role":"user","content":"`+long+`"}]}`, `"prompt_eval_count":250,"`)
	f("/api/generate", `{"stream":false,"options":{"num_ctx":200},"prompt":"`+long+`"}`, `"prompt_eval_count":102,"`)
	for _, member := range []string{"truncate", "shift"} { // the last counts
		f("/api/chat", `{"stream":false,"options":{"num_ctx":200},"`+member+`":false,"`+member+`":true,"messages":[{"role":"user","content":"`+long+`"}]}`, `"prompt_eval_count":102,"`)
	}
	f("/api/embed", `{"options":{"num_ctx":200},"input":["`+long+`","hi"]}`, `"prompt_eval_count":201}`)
	f("/v1/responses", `{"model":"m:context-window=200","truncation":"auto","max_output_tokens":50,"input":"`+long+`"}`, `"usage":{"input_tokens":150,`)
}

// TestContextWindow_EndsAnswers wants an answer without a limit to end where the window
// ends.
func TestContextWindow_EndsAnswers(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ContextWindow: 300, Tokens: pool.Sampler{Mean: 100}}})
	for path, wants := range map[string][2]string{
		"/v1/chat/completions": {`"finish_reason":"length"`, `"usage":{"prompt_tokens":250,"completion_tokens":50,`},
		"/v1/messages":         {`"stop_reason":"max_tokens"`, `"output_tokens":50,`},
		"/v2/chat":             {`"finish_reason":"MAX_TOKENS"`, `"output_tokens":50`},
	} {
		_, answer := asked(t, url, path, `{"messages":[{"role":"user","content":"`+long+`"}]}`)
		for _, want := range wants {
			if !strings.Contains(answer, want) {
				t.Errorf("%s: %s is not in %s", path, want, answer)
			}
		}
	}
}

// TestContextWindow_Known wants well-known models to have their own windows, and others
// none, unless the server, a profile or a request says otherwise.
func TestContextWindow_Known(t *testing.T) {
	f := func(url, model string, tokens, status int, headers ...string) {
		t.Helper()
		body := fmt.Sprintf(`{"model":%q,"messages":[{"role":"user","content":"%s"}],"max_tokens":1}`, model, strings.Repeat("word", tokens-1))
		if res, answer := asked(t, url, "/v1/chat/completions", body, headers...); res.StatusCode != status {
			t.Errorf("%s with %d tokens: %d, want %d: %s", model, tokens, res.StatusCode, status, answer)
		}
	}
	url := serve(t, fast.Config{Answers: fast.Answers{Profiles: map[string]profile.Profile{
		"mine": windowProfile(50), "gpt-4": windowProfile(profile.NoWindow),
	}}})
	f(url, "gpt-4-mock", 200_000, http.StatusOK)
	f(url, "gpt-4-0613", 8_192, http.StatusOK)
	f(url, "gpt-4-0613", 8_193, http.StatusBadRequest)
	f(url, "gpt-4", 8_193, http.StatusOK)
	f(url, "gpt-4o", 128_000, http.StatusOK)
	f(url, "gpt-4o", 128_001, http.StatusBadRequest)
	f(url, "openai/gpt-4o-mini", 128_001, http.StatusBadRequest)
	f(url, "gpt-5", 272_001, http.StatusOK) // the prompt has a token less
	f(url, "gpt-5", 272_002, http.StatusBadRequest)
	f(url, "mine", 50, http.StatusOK)
	f(url, "mine", 51, http.StatusBadRequest)
	f(url, "gpt-4o:context-window=60", 61, http.StatusBadRequest)
	f(url, "gpt-4o~context-window=off", 128_001, http.StatusOK)
	f(url, "gpt-4-mock", 61, http.StatusBadRequest, "X-Mock-Context-Window", "60")
	f(url, "gpt-4-mock", 61, http.StatusBadRequest, "X-Mock-Context-Window", "-1")
	f(serve(t, fast.Config{Answers: fast.Answers{ContextWindow: profile.NoWindow}}), "gpt-4-0613", 8_193, http.StatusOK)

	embed := func(model string, inputs, tokens int, want string) {
		t.Helper()
		input := strings.Repeat(`,"`+strings.Repeat("word", tokens)+`"`, inputs)[1:]
		_, answer := asked(t, url, "/v1/embeddings", `{"model":"`+model+`","dimensions":1,"input":[`+input+`]}`)
		if !strings.Contains(answer, want) {
			t.Errorf("%d inputs of %d tokens: %.300s", inputs, tokens, answer)
		}
	}
	const small = "text-embedding-3-small"
	embed(small, 2, 8_192, `"object":"list"`)
	embed(small, 2, 8_193, "Invalid 'input[0]': maximum input length is 8192 tokens.")
	embed(small, 38, 8_000, "Invalid 'input': maximum request size is 300000 tokens per request.")
	embed("gemini-2.5-flash", 1, 8_192, `"object":"list"`) // only the prompt has a limit
}

// TestContextWindow_Sizes compares sizes of models with what their providers document.
func TestContextWindow_Sizes(t *testing.T) {
	sizes := map[string]int{
		"gpt-4": 8_192, "gpt-3.5-turbo": 16_385, "gpt-3.5-turbo-0613": 4_096, "gpt-4o-mini-2024-07-18": 128_000, "gpt-4o-transcribe": 16_000,
		"o1": 200_000, "gpt-4.1-nano": 1_047_576, "gpt-5": 400_000, "gpt-5-pro": 400_000, "gpt-5-chat-latest": 128_000, "gpt-5.1-chat-latest": 128_000,
		"gpt-5.2-chat-latest": 128_000, "gpt-5.2-codex": 400_000, "gpt-5.4-mini": 400_000, "gpt-5.4": 1_050_000, "gpt-5.5-pro": 1_050_000, "gpt-6-sol": 1_050_000,
		"claude-sonnet-4-20250514": 200_000, "claude-sonnet-4@20250514": 200_000, "claude-opus-4-5": 200_000, "claude-opus-4-6": 1_000_000,
		"claude-sonnet-4-6": 1_000_000, "claude-haiku-5-5": 1_000_000, "us.anthropic.claude-opus-5-v1:0": 1_000_000, "claude-sonnet-4": 200_000,
		"gemini-2.5-pro": 1_048_576, "gemini-2.5-pro-preview-tts": 8_192, "gemini-3.5-flash": 1_048_576, "gemini-4-argon": 1_048_576,
		"command-r-plus-08-2024": 128_000, "command-a-03-2025": 256_000,
	}
	url := serve(t, fast.Config{Answers: fast.Answers{Models: slices.Collect(maps.Keys(sizes))}})
	var listed struct {
		Data []struct {
			ID   string
			Size int `json:"context_length"`
		}
	}
	_, list := asAnthropic(t, http.MethodGet, url+"/api/v1/models", "")
	if err := json.Unmarshal([]byte(list), &listed); err != nil {
		t.Fatal(err)
	}
	for _, m := range listed.Data {
		if want := sizes[m.ID]; m.Size != want {
			t.Errorf("%s has %d tokens, want %d", m.ID, m.Size, want)
		}
	}
	if len(listed.Data) < len(sizes) {
		t.Errorf("%d models of %d are listed", len(listed.Data), len(sizes))
	}
}

func windowProfile(window int) profile.Profile {
	p := fast.Config{}.Profile()
	p.ContextWindow = window
	return p
}

// TestContextWindow_Listed wants every list of models to tell the window that is enforced.
func TestContextWindow_Listed(t *testing.T) {
	served := windowProfile(0)
	served.Accent = profile.VLLM
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"gpt-4o", "mine", "served", "free"}, Profiles: map[string]profile.Profile{
		"mine": windowProfile(5_000), "served": served,
	}}})
	f := func(path, body string, wants ...string) {
		t.Helper()
		method := http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
		_, answer := asAnthropic(t, method, url+path, body)
		for _, want := range wants {
			if !strings.Contains(answer, want) {
				t.Errorf("%s: %s is not in %s", path, want, answer)
			}
		}
	}
	f("/openai/v1/models", "", `"max_model_len":131072`)
	f("/tokenize", `{"model":"served","prompt":"a"}`, `"max_model_len":131072`)
	f("/tokenize", `{"model":"mine","prompt":"a"}`, `"max_model_len":5000`)
	f("/v1/chat/completions", `{"model":"served","max_tokens":131073}`, "maximum context length is 131072 tokens")
	f("/api/v1/models", "", `"context_length":128000`, `"context_length":5000`, `"context_length":1048576`)
	f("/v1beta/models", "", `"inputTokenLimit":128000`, `"inputTokenLimit":5000`, `"inputTokenLimit":1048576`)
	f("/v1/models/gpt-4o", "", `"max_input_tokens":128000`)
	f("/v1/models/free", "", `"max_input_tokens":null`)
	f("/api/show", `{"model":"mine"}`, `"mock.context_length":5000`)
	f("/api/ps", "", `"context_length":128000`)
}
