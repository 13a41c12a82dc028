package fast_test

import (
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/limit"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// newRequest returns a request as fasthttp passes it to a handler.
func newRequest(method, path, body string) *fasthttp.RequestCtx {
	var ctx fasthttp.RequestCtx
	var req fasthttp.Request
	req.Header.SetMethod(method)
	req.SetRequestURI(path)
	req.SetBodyString(body)
	ctx.Init(&req, nil, nil)
	ctx.Response.KeepBodyBuffer = true // as a server without ReduceMemoryUsage does
	return &ctx
}

type allocCase struct{ name, method, path, body string }

// cases are the requests whose handlers must not allocate.
var cases = []allocCase{
	{"health", "GET", "/health", ""},
	{"models", "GET", "/v1/models", ""},
	{"model", "GET", "/v1/models/gpt-4-mock", ""},
	{"chat", "POST", "/v1/chat/completions", chatRequest},
	{"chat-stop", "POST", "/v1/chat/completions", `{"model":"m","stop":["\n\n","zzz"],"seed":4,"n":3,"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}`},
	{"chat-100kB", "POST", "/v1/chat/completions", `{"model":"m","messages":[{"role":"user","content":"` + strings.Repeat("All work and no play. ", 4600) + `"}]}`},
	{"completions", "POST", "/v1/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":["Once upon","a time"],"max_tokens":100,"echo":true}`},
	{"embeddings", "POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":"The quick brown fox"}`},
	{"embeddings-base64", "POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":["a\nb","b"],"encoding_format":"base64"}`},
	{"embeddings-numbers", "POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":[[1, 2], [3]],"encoding_format":"base64"}`},
	{"chat-echo", "POST", "/v1/chat/completions", `{"model":"echo","messages":[{"role":"user","content":"say \u00e9\ud83d\ude00\u0000 again"}],"stop":"n"}`},
	{"chat-tools", "POST", "/v1/chat/completions", `{"tool_choice":"required",` + twoTools + `}`},
	{"chat-json", "POST", "/v1/chat/completions", `{"response_format":{"type":"json_object"}}`},
	{"chat-json-prompt", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"JSON like {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"}],"response_format":{"type":"json_object"}}`},
	{"chat-json-example", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"JSON like {\"a\":[\"x|y\"],\"b\":{\"c\":1.5,\"d\":\"a \\\"quoted\\\" schema\"}}"}],"response_format":{"type":"json_object"}}`},
	{"chat-prompt-schema", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"Follow the JSON schema {\"properties\":{\"a\":{\"type\":\"string\"}}}"}]}`},
	{"chat-schema", "POST", "/v1/chat/completions", `{"response_format":{"type":"json_schema","json_schema":{"schema":` + mailSchema + `}}}`},
	{"chat-audio", "POST", "/v1/chat/completions", `{"modalities":["text","audio"],"reasoning_effort":"low"}`},
	{"completions-logprobs", "POST", "/v1/completions", `{"prompt":"Once upon","max_tokens":100,"echo":true,"logprobs":5}`},
	{"stream-logprobs", "POST", "/v1/chat/completions", `{"stream":true,"logprobs":true,"top_logprobs":20}`},
	{"stream-functions", "POST", "/v1/chat/completions", `{"stream":true,"functions":[{"name":"f"}],"function_call":{"name":"f"}}`},
	{"responses", "POST", "/v1/responses", responseRequest},
	{"responses-unkept", "POST", "/v1/responses", `{"store":false,` + responseRequest[1:]},
	{"responses-stream", "POST", "/v1/responses", `{"stream":true,` + responseRequest[1:]},
	{"responses-tools", "POST", "/v1/responses", `{"tool_choice":"required","input":[{"role":"user","content":"hi"}],` + flatTools + `}`},
	{"responses-schema", "POST", "/v1/responses", `{"stream":true,"text":{"format":{"type":"json_schema","name":"m","schema":` + mailSchema + `}}}`},
	{"moderations", "POST", "/v1/moderations", `{"input":["a","b\nc"]}`},
	{"gemini", "POST", geminiWhole, geminiRequest},
	{"gemini-listed", "POST", "/v1beta/models/gpt-4-mock:generateContent", geminiRequest},
	{"gemini-events", "POST", geminiEvents, geminiRequest},
	{"gemini-array", "POST", geminiArray, geminiRequest},
	{"gemini-tools", "POST", geminiEvents, geminiTools},
	{"gemini-tools-ids", "POST", "/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse", geminiTools},
	{"messages-speed", "POST", messagesPath, `{"speed":"fast","context_management":{"edits":[]},` + messageRequest[1:]},
	{"gemini-thoughts", "POST", geminiArray, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true},"responseLogprobs":true,"logprobs":3,"candidateCount":2}}`},
	{"gemini-prompt-schema", "POST", vertexModel + ":streamGenerateContent", `{"contents":[{"role":"user","parts":[{"text":"Follow the JSON schema {\"properties\":{\"a\":{\"type\":\"string\"}}}"}]}]}`},
	{"gemini-schema", "POST", vertexModel + ":generateContent", `{"generationConfig":{"responseMimeType":"application/json","responseSchema":` + mailSchema + `}}`},
	{"gemini-rated", "POST", geminiEvents, `{"safetySettings":[{"threshold":"BLOCK_NONE"}],` + geminiRequest[1:]},
	{"gemini-count", "POST", geminiModel + ":countTokens", geminiRequest},
	{"gemini-embed", "POST", geminiModel + ":embedContent", `{"content":{"parts":[{"text":"hi"}]}}`},
	{"gemini-embed-batch", "POST", geminiModel + ":batchEmbedContents", `{"requests":[{"content":{"parts":[{"text":"hi"}]}},{"content":{"parts":{"text":"h\u00e9"}},"outputDimensionality":8}]}`},
	{"gemini-predict", "POST", vertexModel + ":predict", `{"instances":[{"content":"hi"}],"parameters":{"outputDimensionality":8}}`},
	{"gemini-models", "GET", "/v1beta/models", ""},
	{"tokenize", "POST", "/tokenize", `{"prompt":"Once upon a «time»","return_token_strs":true}`},
	{"detokenize", "POST", "/detokenize", `{"tokens":[225,536870911]}`},
	{"version", "GET", "/version", ""},
	{"cohere-tokenize", "POST", "/v1/tokenize", `{"model":"m","text":"Once upon a «time»"}`},
	{"cohere-detokenize", "POST", "/v1/detokenize", `{"tokens":[225,536870911],"model":"m"}`},
	{"openrouter", "POST", "/api/v1/chat/completions", chatRequest},
	{"openrouter-stream", "POST", "/api/v1/chat/completions", `{"stream":true,` + chatRequest[1:]},
	{"openrouter-tools", "POST", "/api/v1/chat/completions", `{"tool_choice":"required",` + twoTools + `}`},
	{"openrouter-tools-stream", "POST", "/api/v1/chat/completions", `{"stream":true,"tool_choice":"required",` + twoTools + `}`},
	{"openrouter-responses", "POST", "/api/v1/responses", responseRequest},
	{"openrouter-responses-stream", "POST", "/api/v1/responses", `{"stream":true,` + responseRequest[1:]},
	{"openrouter-credits", "GET", "/api/v1/credits", ""},
	{"openrouter-key", "GET", "/api/v1/key", ""},
	{"deepseek", "POST", "/chat/completions", chatRequest},
	{"deepseek-stream", "POST", "/chat/completions", `{"stream":true,` + chatRequest[1:]},
	{"deepseek-fim", "POST", "/beta/completions", `{"prompt":"Once upon","suffix":"ever after"}`},
	{"deepseek-fim-stream", "POST", "/beta/completions", `{"stream":true,"prompt":"Once upon","suffix":"ever after"}`},
	{"deepseek-models", "GET", "/models", ""},
	{"deepseek-balance", "GET", "/user/balance", ""},
	{"messages-elsewhere", "POST", "/anthropic/v1/messages", messageRequest},
	{"messages-count-elsewhere", "POST", "/api/anthropic/v1/messages/count_tokens", messageRequest},
	{"gemini-openai", "POST", "/v1beta/openai/chat/completions", chatRequest},
	{"gemini-openai-embeddings", "POST", "/v1beta/openai/embeddings", `{"input":"a"}`},
	{"gemini-openai-model", "GET", "/v1beta/openai/models/gpt-4-mock", ""},
	{"vertex-messages", "POST", claudePath + ":rawPredict", messageRequest},
	{"vertex-messages-stream", "POST", claudePath + ":streamRawPredict", messageRequest},
	{"vertex-messages-count", "POST", claudeCountPath, messageRequest},
	{"mistral-fim", "POST", fimPath, `{"prompt":"Once upon","suffix":"ever after","random_seed":7}`},
	{"mistral-fim-stream", "POST", fimPath, `{"stream":true,"prompt":"Once upon","suffix":"ever after"}`},
	{"azure", "POST", azureChatPath, chatRequest},
	{"azure-unlisted", "POST", "/openai/deployments/mine/chat/completions" + azureVersion, chatRequest},
	{"azure-stream", "POST", azureChatPath, `{"stream":true,` + chatRequest[1:]},
	{"azure-v1", "POST", azureV1Path, chatRequest},
	{"azure-prompts", "POST", azureTextPath, `{"prompt":["Once upon","a time"]}`},
	{"azure-responses", "POST", "/openai/responses" + azureVersion, responseRequest},
	{"azure-completions-stream", "POST", azureTextPath, `{"stream":true,"prompt":"Once upon"}`},
	{"azure-embeddings", "POST", "/openai/deployments/gpt-4o/embeddings" + azureVersion, `{"input":"The quick brown fox"}`},
	{"azure-models", "GET", "/openai/models" + azureVersion, ""},
	{"azure-deployments", "GET", "/openai/deployments" + azureVersion, ""},
	{"ollama", "POST", "/api/chat", ollamaRequest},
	{"ollama-whole", "POST", "/api/chat", `{"stream":false,` + ollamaRequest[1:]},
	{"ollama-think", "POST", "/api/chat", `{"think":"low",` + ollamaRequest[1:]},
	{"ollama-tools", "POST", "/api/chat", `{` + twoTools + `,` + ollamaRequest[1:]},
	{"ollama-schema", "POST", "/api/chat", `{"stream":false,"format":` + mailSchema + `,` + ollamaRequest[1:]},
	{"ollama-generate", "POST", "/api/generate", `{"model":"m","prompt":"Tell me a story.","system":"Be\nbrief.","options":{"num_predict":100,"stop":["zzz"]}}`},
	{"ollama-generate-whole", "POST", "/api/generate", `{"stream":false,"prompt":"Tell me a story."}`},
	{"ollama-embed", "POST", "/api/embed", `{"model":"m","input":["a\nb","b"]}`},
	{"ollama-embeddings", "POST", "/api/embeddings", `{"model":"m","prompt":"a"}`},
	{"ollama-tags", "GET", "/api/tags", ""},
	{"ollama-ps", "GET", "/api/ps", ""},
	{"ollama-logprobs", "POST", "/api/chat", `{"logprobs":true,"top_logprobs":3,` + ollamaRequest[1:]},
	{"cohere", "POST", cohereChatPath, cohereRequest},
	{"cohere-stream", "POST", cohereChatPath, `{"stream":true,` + cohereRequest[1:]},
	{"cohere-documents", "POST", cohereChatPath, `{"stream":true,"logprobs":true,` + cohereDocuments + `,` + cohereRequest[1:]},
	{"cohere-tools", "POST", cohereChatPath, `{"stream":true,"tool_choice":"REQUIRED",` + twoTools + `}`},
	{"cohere-thinking", "POST", cohereChatPath, `{"thinking":{"type":"enabled"},"stop_sequences":["zzz"],` + cohereRequest[1:]},
	{"cohere-schema", "POST", cohereChatPath, `{"response_format":{"type":"json_object","json_schema":` + mailSchema + `}}`},
	{"cohere-embed", "POST", cohereEmbedPath, `{"texts":["a\nb","b"],"output_dimension":256,"embedding_types":["float","int8","uint8","binary","ubinary","base64"]}`},
	{"cohere-inputs", "POST", cohereEmbedPath, `{"inputs":[{"content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:"}}]}],"output_dimension":96,"embedding_types":["binary"]}`},
	{"cohere-rerank", "POST", cohereRerankPath, `{"query":"a\nb","documents":["a","b",{"text":"c"}],"top_n":2}`},
	{"rerank", "POST", sharedRerankPath, `{"query":"a","documents":["a","b",{"text":"c"}]}`},
	{"messages", "POST", "/v1/messages", messageRequest},
	{"messages-stream", "POST", "/v1/messages", `{"stream":true,` + messageRequest[1:]},
	{"messages-tools", "POST", "/v1/messages", `{"tool_choice":{"type":"any"},` + messageTools + `}`},
	{"messages-tools-documented", "POST", "/v1/messages", `{"tools":[{"name":"weather","description":"What the weather in a café is like.","input_schema":{"type":"object"}}]}`},
	{"messages-tools-stream", "POST", "/v1/messages", `{"stream":true,"tool_choice":{"type":"any"},` + messageTools + `}`},
	{"messages-thinking-stream", "POST", "/v1/messages", `{"stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"stop_sequences":["zzz"],` + messageRequest[1:]},
	{"messages-newer-thinking", "POST", "/v1/messages", `{"model":"claude-opus-5","stream":true,"thinking":{"type":"adaptive"},"messages":[]}`},
	{"chat-tier", "POST", "/v1/chat/completions", `{"service_tier":"flex",` + chatRequest[1:]},
	{"chat-router-reasoning", "POST", "/api/v1/chat/completions", `{"reasoning":{"effort":"low","max_tokens":50},"stream":true,` + chatRequest[1:]},
	{"messages-prompt-schema", "POST", "/v1/messages", `{"stream":true,"messages":[{"role":"user","content":"Follow the JSON schema {\"properties\":{\"a\":{\"type\":\"string\"}}}"}]}`},
	{"messages-schema", "POST", "/v1/messages", `{"output_config":{"format":{"type":"json_schema","schema":` + mailSchema + `}}}`},
	{"messages-echo", "POST", "/v1/messages", `{"model":"echo","messages":[{"role":"user","content":[{"type":"text","text":"say \u00e9 again"}]}],"stop_sequences":["n"]}`},
	{"converse", "POST", conversePath, converseRequest},
	{"converse-count", "POST", bedrockModel + "/count-tokens", `{"input":{"converse":` + converseRequest + `}}`},
	{"invoke-count", "POST", bedrockModel + "/count-tokens", `{"input":{"invokeModel":{"body":"eyJtZXNzYWdlcyI6W3sicm9sZSI6InVzZXIiLCJjb250ZW50IjoiaGVsbG8ifV19"}}}`},
	{"converse-listed", "POST", "/model/gpt-4-mock/converse", converseRequest},
	{"converse-stream", "POST", converseStream, converseRequest},
	{"converse-tools", "POST", conversePath, `{` + converseForced + `,"additionalModelResponseFieldPaths":["/stop_sequence"]}`},
	{"converse-tools-stream", "POST", converseStream, `{` + converseForced + `}`},
	{"converse-reasoning-stream", "POST", converseStream, `{"additionalModelRequestFields":{` + thinking + `},` + converseMembers + `}`},
	{"converse-schema", "POST", conversePath, `{"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}"}}}}}`},
	{"converse-echo", "POST", "/model/echo/converse-stream", `{` + converseMembers + `,"inferenceConfig":{"stopSequences":["zzz"]}}`},
	{"invoke", "POST", invokePath, invokeRequest},
	{"invoke-stream", "POST", invokeStream, invokeRequest},
	{"invoke-tools-stream", "POST", invokeStream, `{"tool_choice":{"type":"any"},` + messageTools + `}`},
	{"titan-embed", "POST", titanPath, `{"inputText":"The quick brown fox","dimensions":256}`},
	{"cohere-embed-invoke", "POST", cohereModelPath, `{"texts":["a\nb","b"],"input_type":"search_document","embedding_types":["float"]}`},
	{"count-tokens", "POST", "/v1/messages/count_tokens", messageRequest},
	{"stream", "POST", "/v1/chat/completions", `{"stream":true,"stream_options":{"include_usage":true},` + chatRequest[1:]},
}

const chatRequest = `{"model":"gpt-4-mock","messages":[{"role":"system","content":"You are a helpful assistant."},` +
	`{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"temperature":0.7,"max_tokens":1024}`

const ollamaRequest = `{"model":"gpt-4-mock","messages":[{"role":"system","content":"You are a helpful assistant."},` +
	`{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"options":{"temperature":0.7,"num_predict":1024}}`
const messageRequest = `{"model":"claude-opus-4-6","system":"You are a helpful assistant.",` +
	`"messages":[{"role":"user","content":"Tell me something about load tests, in a few sentences."}],"temperature":0.7,"max_tokens":1024}`

const responseRequest = `{"model":"gpt-4-mock","instructions":"You are a helpful assistant.",` +
	`"input":"Tell me something about load tests, in a few sentences.","temperature":0.7,"max_output_tokens":1024}`

func newHandler(t testing.TB) fasthttp.RequestHandler { return handlerOf(t, fast.Config{}) }

func handlerOf(t testing.TB, c fast.Config) fasthttp.RequestHandler {
	t.Helper()
	s, err := fast.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func TestHandlers_AllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	allocateNothing(t, fast.Config{})
	allocateNothing(t, fast.Config{Answers: fast.Answers{Text: pool.Rich}})
	allocateNothing(t, fast.Config{Observation: fast.Observation{EngineMetrics: fast.EngineMetrics{Style: "vllm", KVCacheTokens: 1e6}}})
	strict := fast.Answers{Strict: true}
	allocateNothingIn(t, fast.Config{Answers: strict}, strictCases)
	strict.Accent = profile.VLLM
	allocateNothingIn(t, fast.Config{Answers: strict}, strictCases[:1])
	allocateNothingIn(t, fast.Config{Answers: fast.Answers{Accent: profile.VLLM}}, []allocCase{
		{"vllm-guided", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"a"}],"structured_outputs":{"choice":["yes","no"]}}`},
	})
	allocateNothingIn(t, fast.Config{Answers: fast.Answers{Accent: profile.Mistral}}, []allocCase{
		{"mistral-thinking", "POST", "/v1/chat/completions", `{"reasoning_effort":"high"}`},
		{"mistral-thinking-stream", "POST", "/v1/chat/completions", `{"stream":true,"prompt_mode":"reasoning"}`},
	})
	allocateNothing(t, fast.Config{Limits: fast.Limits{RPM: limit.Max, TPM: limit.Max, RPMTotal: limit.Max, TPMTotal: limit.Max, MaxConcurrency: 1}})
}

// TestFixtures_AllocateNothing wants the same of requests that are matched with fixtures,
// of which some answer.
func TestFixtures_AllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	set := new(fast.Fixtures)
	for _, one := range []string{
		`{match: {user: nobody says so, turn: 3, header: {X-None: a}}, answer: x}`,
		`{match: {result: "14", tool: f, call: c}, answer: x}`,
		`{match: {user: {regex: "^Once (upon|below)"}}, answer: {text: a time}}`,
		`{match: {user: load tests, system: helpful, dialect: anthropic}, answer: {chunks: [A test, " is", " a test."], settings: {accent: openai}}}`,
		`{match: {user: load tests}, answer: {text: A test is a test., usage: {prompt: 3}}}`,
		`{match: {offers: get_weather}, answer: {tools: [{name: get_weather, arguments: {city: Paris}}]}}`,
	} {
		if _, err := set.Add([]byte(one)); err != nil {
			t.Fatal(err)
		}
	}
	allocateNothing(t, fast.Config{Answers: fast.Answers{Fixtures: set}})
	for _, f := range set.All()[2:] {
		if f.Answered() == 0 {
			t.Errorf("%s has not answered", f.Name)
		}
	}
}

func allocateNothing(t *testing.T, config fast.Config) {
	t.Helper()
	allocateNothingIn(t, config, cases)
}

func allocateNothingIn(t *testing.T, config fast.Config, cases []allocCase) {
	t.Helper()
	handler := handlerOf(t, config)
	for _, c := range cases {
		ctx := newRequest(c.method, c.path, c.body)
		n := testing.AllocsPerRun(200, func() {
			ctx.Response.Reset()
			handler(ctx)
			if ctx.Response.IsBodyStream() {
				ctx.Response.CloseBodyStream()
			}
			if ctx.Response.StatusCode() != fasthttp.StatusOK {
				t.Fatalf("%s: status %d: %s", c.name, ctx.Response.StatusCode(), ctx.Response.Body())
			}
		})
		if n != 0 {
			t.Errorf("%s allocates %v times", c.name, n)
		}
	}
}
