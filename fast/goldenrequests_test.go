package fast_test

import (
	"strings"

	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

// goldenRequests are what the server of that name is asked.
func goldenRequests(config string) (all []goldenRequest) {
	headers := ""
	if config == "keys" {
		headers = "Authorization: Bearer sk-golden\r\n"
	}
	add := func(path, members string, streams ...string) {
		for _, stream := range streams {
			body := strings.Trim(members+stream, ",")
			sent := headers
			if path == messagesPath {
				sent += "anthropic-version: 2023-06-01\r\n"
			}
			all = append(all, goldenRequest{path + " " + body, "POST", path, sent, "{" + body + "}"})
		}
	}
	if config == "quirks" {
		return goldenQuirks()
	}
	if strings.HasPrefix(config, "fault ") {
		for path, members := range map[string]string{
			goldenChatPath: `"n":2`, goldenTextPath: `"prompt":"a"`, goldenResponsesPath: `"input":"a"`, messagesPath: `"max_tokens":99`, goldenRouterChatPath: `"n":1`, goldenRouterTextPath: `"prompt":["a","b"]`,
		} {
			add(path, members, "", `,"stream":true`)
		}
		add(azureChatPath, `"n":2`, "", `,"stream":true`)
		add(azureTextPath, `"prompt":["a","b"]`, "", `,"stream":true`)
		add(goldenEmbeddingsPath, `"input":"a","dimensions":4`, "")
		add(goldenModerationsPath, `"input":"a"`, "")
		add(goldenOllamaChatPath, goldenMessages, "", `,"stream":false`)
		for _, path := range goldenGeminiPaths {
			add(path, `"contents":[]`, "")
		}
		add(cohereChatPath, cohereHello, "", `,"stream":true`)
		add(cohereRerankPath, goldenRerank[0], "")
		for _, path := range goldenBedrockPaths {
			add(path, converseMembers, "")
		}
		return all
	}
	const streamed, counted = `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true}`
	for _, members := range goldenChat {
		add(goldenChatPath, members, "", streamed, counted)
		if config == "plain" || config == "tools" || config == "short" {
			add(goldenRouterChatPath, members, "", streamed)
			add(azureV1Path, members, "", streamed)
		}
	}
	for _, members := range goldenTexts {
		add(goldenTextPath, members, "", streamed, counted)
		if config == "plain" || config == "rich" {
			add(goldenRouterTextPath, members, "", streamed)
			add(azureTextPath, members, "", streamed)
		}
	}
	switch config {
	case "plain", "short", "rich", "reasoning", "paced", "tools":
		all = append(all, goldenAccents()...)
	}
	add(azureChatPath, goldenMessages, "", streamed, counted)
	for _, members := range goldenResponses {
		add(goldenResponsesPath, members, "", streamed)
	}
	for _, members := range goldenMessageMembers {
		add(messagesPath, members, "", streamed)
	}
	for _, members := range goldenEmbeddings {
		add(goldenEmbeddingsPath, members, "")
	}
	for _, members := range goldenModerations {
		add(goldenModerationsPath, members, "")
	}
	for _, members := range goldenOllama {
		add(goldenOllamaChatPath, members, "", `,"stream":false`)
		add(goldenOllamaTextPath, members, "", `,"stream":false`)
	}
	add(goldenOllamaEmbedPath, `"input":["a","b"],"dimensions":4`, "")
	for _, path := range goldenGeminiPaths {
		for _, members := range goldenGemini {
			add(path, members, "")
		}
	}
	for _, path := range goldenBedrockPaths {
		for _, members := range goldenBedrock {
			add(path, members, "")
		}
	}
	if config == "plain" || config == "short" {
		for _, members := range goldenMessageMembers {
			add(claudePath+":rawPredict", members, "")
			add(claudePath+":streamRawPredict", members, "")
		}
		add(titanPath, `"inputText":"a","dimensions":4`, "")
		add(cohereModelPath, `"texts":["a","b"],"input_type":"search_query","output_dimension":4`, "", `,"embedding_types":["float"]`)
		add(titanPath, ``, "")
		add(fimPath, `"prompt":"a","suffix":"b","random_seed":7`, "", streamed)
		for _, base := range []string{"", "/beta"} {
			add(base+"/chat/completions", goldenMessages, "", streamed, counted)
			add(base+"/completions", `"prompt":"a","suffix":"b"`, "", streamed)
		}
		for _, members := range goldenResponses {
			add(azureResponsesPath, members, "", streamed)
			add("/api/v1/responses", members, "", streamed)
		}
		for _, members := range goldenCountTokens {
			add(bedrockModel+"/count-tokens", members, "")
		}
		for _, path := range goldenGeminiPaths {
			add(path, goldenSafety, "")
		}
		all = append(all, goldenFiltered()...)
	}
	switch config {
	case "plain", "strict", "rich", "reasoning", "tools", "paced":
		for _, members := range goldenCohere {
			add(cohereChatPath, members, "", streamed)
		}
		for _, members := range goldenCohereEmbed {
			add(cohereEmbedPath, members, "")
		}
		for _, members := range goldenRerank {
			add(cohereRerankPath, members, "")
			add(sharedRerankPath, members, "")
		}
	}
	switch config {
	case "plain", "strict", "keys", "limits", "models":
		all = append(all, goldenLookups(headers)...)
		for _, c := range samePaths {
			all = append(all, goldenRequest{c.path + " " + c.body, map[bool]string{true: "GET", false: "POST"}[c.body == ""], c.path, headers + c.headers, c.body})
		}
		return append(all, goldenRequest{"GET /user/balance", "GET", "/user/balance", headers, ""},
			goldenRequest{"POST /v1beta/openai/nowhere", "POST", "/v1beta/openai/nowhere", headers, ""}, goldenRequest{"POST /anthropic/nowhere", "POST", "/anthropic/nowhere", headers, ""})
	}
	return all
}

// goldenAccents are requests for the forms of other providers.
func goldenAccents() (all []goldenRequest) {
	for accent := range profile.Accents {
		if accent == profile.NoAccent {
			continue
		}
		for _, members := range []string{
			goldenMessages, goldenMessages + `,"n":2`, goldenMessages + `,"logprobs":true`, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`,
			goldenMessages + `,"max_tokens":1,"stop":["e"],"prompt_logprobs":0,"kv_transfer_params":{"do_remote_decode":true}`,
		} {
			for _, stream := range []string{"", `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`} {
				body := members + stream
				all = append(all, goldenRequest{accent.String() + " " + body, "POST", goldenChatPath, "X-Mock-Accent: " + accent.String() + "\r\n", "{" + body + "}"})
			}
		}
	}
	all = append(all, goldenAccentTexts()...)
	for _, body := range []string{goldenMessages + `,"return_token_strs":true`, `"prompt":"a"`, ``, `"prompt":7`} {
		all = append(all, goldenRequest{"/tokenize " + body, "POST", "/tokenize", "", "{" + body + "}"})
	}
	for _, body := range []string{`"tokens":[225]`, `"tokens":[4503599627370496]`, ``} {
		all = append(all, goldenRequest{"/detokenize " + body, "POST", "/detokenize", "", "{" + body + "}"})
	}
	for _, body := range []string{`"text":"a"`, `"text":7`, ``} {
		all = append(all, goldenRequest{"/v1/tokenize " + body, "POST", "/v1/tokenize", "", "{" + body + "}"})
	}
	for _, body := range []string{`"tokens":[225]`, `"tokens":[4503599627370496]`, ``} {
		all = append(all, goldenRequest{"/v1/detokenize " + body, "POST", "/v1/detokenize", "", "{" + body + "}"})
	}
	return append(all, goldenRequest{"/version", "GET", "/version", "", ""})
}

// goldenAccentTexts are legacy completions, and errors, in the forms of other providers.
func goldenAccentTexts() (all []goldenRequest) {
	for accent := profile.NoAccent + 1; accent < profile.Accents; accent++ {
		for _, members := range []string{`"prompt":["a","b"]`, `"prompt":"a","logprobs":2,"n":2`, `"prompt":"a","max_tokens":1,"stop":["e"],"prompt_logprobs":0,"kv_transfer_params":{"do_remote_decode":true}`} {
			for _, stream := range []string{"", `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`} {
				body := members + stream
				all = append(all, goldenRequest{accent.String() + " text " + body, "POST", goldenTextPath, "X-Mock-Accent: " + accent.String() + "\r\n", "{" + body + "}"})
			}
		}
		for _, fault := range []string{"error:status=400", "error:status=401", "error:status=404", "error:status=429", "error:status=503", "content-filter", "error-event:after=1"} {
			headers := "X-Mock-Accent: " + accent.String() + "\r\nX-Mock-Fault: " + fault + "\r\n"
			all = append(all, goldenRequest{accent.String() + " " + fault, "POST", goldenChatPath, headers, `{"stream":true,` + goldenMessages + `}`})
		}
		all = append(all, goldenRequest{accent.String() + " is asked what is no JSON", "POST", goldenChatPath, "X-Mock-Accent: " + accent.String() + "\r\n", `{"messages":`})
	}
	return all
}

// goldenQuirks are requests for each quirk.
func goldenQuirks() (all []goldenRequest) {
	for _, name := range quirk.Names() {
		for _, q := range []struct{ path, body string }{
			{goldenChatPath, goldenMessages + `,"stream":true`}, {goldenChatPath, goldenMessages + `,"n":2,"logprobs":true,"stream":true`},
			{goldenChatPath, goldenMessages + `,` + goldenTools + `,"tool_choice":"required","stream":true`},
			{goldenChatPath, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`},
			{goldenChatPath, `"model":"m;accent=deepseek;reasoning-tokens=20","stream":true`}, {azureChatPath, `"stream":true`},
			{goldenRouterChatPath, `"stream":true`}, {goldenTextPath, `"prompt":"a","stream":true`}, {goldenResponsesPath, `"input":"a","stream":true`},
			{messagesPath, `"max_tokens":64,"stream":true`}, {geminiEvents, `"contents":[]`}, {geminiArray, `"contents":[]`},
			{goldenOllamaChatPath, goldenMessages}, {goldenEmbeddingsPath, `"input":["a","b"],"dimensions":4`},
		} {
			headers := "X-Mock-Quirk: " + name + "\r\n"
			if q.path == messagesPath {
				headers += "anthropic-version: 2023-06-01\r\n"
			}
			all = append(all, goldenRequest{name + " " + q.path + " " + q.body, "POST", q.path, headers, "{" + q.body + "}"})
		}
	}
	return all
}

// goldenLookups are requests without a body that is read, and those that no
// endpoint takes.
func goldenLookups(headers string) (all []goldenRequest) {
	for _, line := range []string{
		"GET /health", "GET /v1/models", "GET /v1/models/gpt-4o", "GET /v1/models/org%2Fbeta:free", "GET /v1/models/org/beta:free",
		"GET /v1/models/none", "DELETE /v1/models/gpt-4o", "DELETE /v1/models/none", "GET /api/v1/models", "GET /api/v1/models/alpha",
		"GET /api/v1/models/none", "GET /api/v1/credits", "GET /api/v1/key", "GET /v1/responses/resp_none", "DELETE /v1/responses/resp_none", "POST /v1/responses/resp_none/cancel",
		"GET /v1/responses/resp_none/input_items", "GET /", "GET /nowhere", "POST /v1/nowhere", "POST /api/v1/nowhere", "GET /v1/chat/completions",
		"PUT /v1/models", "GET /openai/v1/models", "GET /openai/v1/models/none", "POST /openai/deployments/a/chat/completions", "POST /openai/nowhere", "GET " + azureChatPath, "POST /health", "HEAD /health", "HEAD /v1/models", "PATCH /api/v1/chat/completions",
		"GET /api/tags", "GET /api/version", "GET /api/nowhere", "POST /api/show", "POST /v2/nowhere", "GET /v2/chat", "GET /foundation-models", "GET /foundation-models/gpt-4o", "GET /foundation-models/none",
		"GET /models", "GET /models/gpt-4o", "GET /models/none", "GET /beta/models", "POST /beta/nowhere",
		"GET /openai/models?api-version=preview", "GET /openai/models/gpt-4o?api-version=preview", "GET /openai/models/none?api-version=preview", "GET /openai/models", "POST /openai/models?api-version=preview",
		"GET /compatibility/v1/models", "GET /compatibility/v1/models/gpt-4o", "POST /compatibility/v1/nowhere",
		"GET /v1/conversations", "GET /v1/conversations/conv_none", "DELETE /v1/conversations/conv_none", "POST /v1/conversations/conv_none", "POST /v1/conversations/conv_none/items",
		"GET /v1/conversations/conv_none/items", "GET /v1/conversations/conv_none/items/msg_none", "DELETE /v1/conversations/conv_none/items/msg_none", "GET /openai/v1/conversations/conv_none",
		"GET /openai/deployments?api-version=preview", "GET /openai/deployments/gpt-4o?api-version=preview", "GET /openai/deployments/none?api-version=preview", "GET /openai/deployments/a/b?api-version=preview",
	} {
		method, path, _ := strings.Cut(line, " ")
		all = append(all, goldenRequest{line, method, path, headers, ""})
	}
	for _, path := range []string{"/v1/models", "/v1/models/gpt-4o", "/v1/models/none", "/v1/models?limit=1"} {
		all = append(all, goldenRequest{"GET " + path + " of Anthropic", "GET", path, headers + "anthropic-version: 2023-06-01\r\n", ""})
	}
	for _, path := range []string{goldenChatPath, goldenTextPath, goldenResponsesPath, goldenEmbeddingsPath, goldenModerationsPath, messagesPath, messagesPath + "/count_tokens", goldenRouterChatPath, goldenRouterTextPath} {
		for _, body := range []string{"", "{", "[]", "nul", `{"a":1,}`, `{"model":7}`, `{"stream":1}`, `{"input":7,"messages":7,"prompt":7}`} {
			all = append(all, goldenRequest{path + " bad " + body, "POST", path, headers, body})
		}
		for _, header := range []string{"X-Mock-Tokens: 7\r\n", "X-Mock-Fault: error:status=429\r\n", "X-Mock-Nonsense: 1\r\n", "X-Client-Request-Id: mine\r\n", "Origin: http://a.test\r\n"} {
			all = append(all, goldenRequest{path + " with " + header[:len(header)-2], "POST", path, headers + header, `{"input":"a"}`})
		}
		all = append(all, goldenRequest{path + " without key", "POST", path, "", `{"input":"b"}`},
			goldenRequest{path + " with another key", "POST", path, "Authorization: Bearer sk-other\r\n", `{"input":"b"}`})
	}
	return all
}
