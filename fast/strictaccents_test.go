package fast_test

import (
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// strictAccents are the parameters that providers have beside OpenAI's, or with other values.
var strictAccents = []struct {
	accent, path string
	accepted     []string // members, each by itself
	refused      []string
	unknown      string // the beginning of the answer to an unknown parameter
}{
	{"deepseek", "/v1/chat/completions", deepSeekMembers, deepSeekRefused, ignored},
	{"openai", "/chat/completions", deepSeekMembers, deepSeekRefused, ignored},
	{"openai", "/beta/chat/completions", deepSeekMembers, deepSeekRefused, ignored},
	{"openai", "/beta/completions", []string{`"suffix":"b"`, `"echo":true`, `"logprobs":20`, `"stop":["a","b","c","d","e"]`},
		[]string{`"prompt":["a"]`, `"logprobs":21`}, ignored},
	{"groq", "/v1/chat/completions", groqMembers, groqRefused, groqUnknown},
	{"groq", "/openai/v1/chat/completions", groqMembers, groqRefused, groqUnknown},
	{"mistral", "/v1/chat/completions", []string{
		`"safe_prompt":true`, `"random_seed":4`, `"prompt_mode":"reasoning"`, `"min_tokens":2`, `"top_k":3`, `"repetition_penalty":1.1`,
		`"prompt_logprobs":true`, `"top_prompt_logprobs":2`, `"guardrails":[{}]`, `"metadata":{"a":7}`, `"tool_choice":"any"`,
		`"stop":["a","b","c","d","e"]`, `"max_tokens":0`, `"prompt_cache_key":"k"`, `"service_tier":"priority"`,
		`"messages":[{"role":"user","content":[{"type":"document_url","document_url":"u"}]},{"role":"assistant","content":"I","prefix":true}]`,
	}, []string{`"seed":4`, `"store":true`, `"max_completion_tokens":9`, `"stream_options":{}`, `"user":"u"`, `"prompt_mode":"fast"`, `"temperature":1.6`},
		`422 {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","surprise"],"msg":"Extra inputs are not permitted"}]}`},
	{"mistral", "/v1/embeddings", []string{`"output_dimension":8`, `"output_dtype":"int8"`, `"metadata":{}`}, []string{`"dimensions":8`, `"output_dtype":"int4"`},
		`422 {"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","surprise"]`},
	{"mistral", "/v1/moderations", []string{`"metadata":{}`}, nil, `422 {"object":"error",`},
	{"vllm", "/v1/chat/completions", append([]string{
		`"chat_template_kwargs":{"enable_thinking":false}`, `"add_generation_prompt":true`, `"continue_final_message":false`, `"echo":true`,
		`"include_reasoning":true`, `"documents":[{"title":"a"}]`, `"mm_processor_kwargs":{}`, `"logprobs":true,"top_logprobs":-1`,
		`"messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"u"}}]},{"role":"assistant","reasoning":"r","content":"a"}]`,
		`"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]`,
	}, vllmSampling...), vllmRefused, ignored},
	{"vllm", "/v1/completions", append([]string{`"prompt_embeds":"AAAA"`, `"logprobs":9`}, vllmSampling...), vllmRefused, ignored},
	{"vllm", "/v1/embeddings", []string{`"truncate_prompt_tokens":-1`, `"normalize":false`, `"priority":1`, `"embed_dtype":"float16"`}, []string{`"normalize":1`}, ignored},
	{"openrouter", "/v1/chat/completions", []string{
		`"provider":{"order":["a"]}`, `"reasoning":{"effort":"high"}`, `"models":["m"]`, `"transforms":["middle-out"]`, `"usage":{"include":true}`,
		`"route":"fallback"`, `"plugins":[{"id":"web"}]`, `"top_k":3`, `"min_p":0.1`, `"top_a":0.2`, `"repetition_penalty":1.1`,
	}, []string{`"provider":{"orders":[]}`, `"route":"slow"`}, ignored},
	{"openrouter", "/v1/completions", []string{`"provider":{"order":["a"]}`, `"models":["m"]`}, []string{`"route":"slow"`}, ignored},
	{"openrouter", "/v1/embeddings", []string{`"provider":{"order":["a"]}`, `"input_type":"query"`}, []string{`"dimensions":0`}, ignored},
	{"openrouter", "/v1/responses", []string{`"provider":{"order":["a"]}`, `"models":["m"]`}, []string{`"truncation":"both"`}, ignored},
}

var (
	deepSeekMembers = []string{
		`"thinking":{"type":"disabled"}`, `"thinking":{"type":"enabled"}`, `"reasoning_effort":"max"`, `"user_id":"u"`, `"stop":["a","b","c","d","e"]`,
		`"logprobs":true,"top_logprobs":20`, `"response_format":{"type":"text"}`, `"stream":true,"stream_options":{"include_usage":true}`,
		`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","prefix":true,"reasoning_content":"c","reasoning":"d"}]`,
		`"seed":1,"n":1,"store":true,"parallel_tool_calls":false`, `"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}`,
		`"tools":[{"type":"function","function":{"name":"f","strict":true,"cache":1,"parameters":{"type":"object"}}}]`,
	}
	deepSeekRefused = []string{`"thinking":{"type":"maybe"}`, `"reasoning_effort":"little"`, `"tools":[{"type":"web_search"}]`, `"top_logprobs":2`, `"stream_options":{"include_usage":true}`,
		`"response_format":{"type":"json_schema","json_schema":{"name":"n"}}`}
	groqMembers = []string{
		`"reasoning_format":"parsed"`, `"include_reasoning":false`, `"reasoning_effort":"default"`, `"service_tier":"on_demand"`, `"service_tier":"performance"`,
		`"search_settings":{"exclude_domains":["a"]}`, `"compound_custom":{"tools":{"enabled_tools":["web_search"]}}`, `"citation_options":"disabled"`,
		`"disable_tool_validation":true`, `"documents":[{"source":{"type":"text","text":"a"}}]`, `"include_domains":["a"]`, `"tools":[{"type":"browser_search"}]`,
		`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning":"c"}]`,
	}
	groqRefused = []string{`"reasoning_format":"raw","include_reasoning":true`, `"service_tier":"scale"`, `"reasoning_effort":"max"`, `"verbosity":"low"`,
		`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_content":"c"}]`}
	vllmSampling = []string{
		`"top_k":-1`, `"min_p":0.05`, `"repetition_penalty":1.1`, `"length_penalty":0.5`, `"ignore_eos":true`, `"min_tokens":4`, `"stop_token_ids":[1,2]`,
		`"bad_words":["a"]`, `"skip_special_tokens":false`, `"prompt_logprobs":1`, `"use_beam_search":false`, `"truncate_prompt_tokens":9`,
		`"guided_json":{"type":"object"}`, `"guided_regex":"a+"`, `"guided_choice":["a","b"]`, `"guided_grammar":"root ::= a"`,
		`"structured_outputs":{"choice":["a"]}`, `"response_format":{"type":"structural_tag"}`, `"temperature":3`, `"stop":["a","b","c","d","e"]`,
		`"priority":-1`, `"request_id":"r"`, `"cache_salt":"s"`, `"return_token_ids":true`, `"kv_transfer_params":{}`, `"store":true,"metadata":{}`, `"vllm_xargs":{"a":1}`,
		`"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`, `"allowed_token_ids":[7]`, `"add_special_tokens":true`,
	}
	vllmRefused = []string{`"top_k":-2`, `"min_p":1.5`, `"ignore_eos":"yes"`, `"stop_token_ids":["a"]`, `"guided_choice":"a"`, `"stream_options":{}`, `"min_tokens":-1`}
)

const (
	groqUnknown = `400 {"error":{"message":"property 'surprise' is unsupported","type":"invalid_request_error"}}`
	ignored     = `200 `
)

// TestStrict_Accents wants each documented parameter of a provider accepted, and others refused
// in its words, whichever way the accent is asked for.
func TestStrict_Accents(t *testing.T) {
	own := profile.Profile{Tokens: pool.Sampler{Mean: 5}, StreamTokensMin: 1, StreamTokensMax: 1}
	for _, r := range strictAccents {
		accent := profile.NoAccent
		if err := accent.UnmarshalText([]byte(r.accent)); err != nil {
			t.Fatal(err)
		}
		own.Accent = accent
		answers := fast.Answers{Strict: true, Models: []string{"m", "own"}, Profiles: map[string]profile.Profile{"own": own}}
		plain := serve(t, fast.Config{Answers: answers})
		answers.Accent = accent
		accented := serve(t, fast.Config{Answers: answers})
		for _, way := range []struct{ url, header, model string }{
			{plain, "X-Mock-Accent: " + r.accent + "\r\n", "m"},
			{plain, "", "m:accent=" + r.accent},
			{plain, "", "own"},
			{accented, "", "m"},
		} {
			if r.accent == profile.NoAccent.String() {
				way.header, way.model = "", "m"
			}
			ask := func(members string) string {
				res, body := exchange(t, way.url, request("POST", r.path, way.header, strictBody(r.path, way.model, members)))
				return fmt.Sprint(res.StatusCode, " ", string(body))
			}
			for _, members := range r.accepted {
				if got := ask(members); !strings.HasPrefix(got, "200 ") {
					t.Errorf("%s %s %+v: %s: %s", r.accent, r.path, way, members, got)
				}
			}
			for _, members := range r.refused {
				if got := ask(members); !strings.HasPrefix(got, "4") {
					t.Errorf("%s %s %+v: %s: %.80s", r.accent, r.path, way, members, got)
				}
			}
			if got := ask(`"surprise":1`); !strings.HasPrefix(got, r.unknown) {
				t.Errorf("%s %s %+v: unknown parameter: %.300s, want %s", r.accent, r.path, way, got, r.unknown)
			}
		}
	}
}

// strictBody returns a body with what a path requires and with members.
func strictBody(path, model, members string) string {
	required := map[string]string{"/v1/embeddings": `"input":"a"`, "/v1/moderations": `"input":"a"`, "/v1/responses": `"input":"a"`}[path]
	switch {
	case strings.HasSuffix(path, "/chat/completions"):
		required = `"max_tokens":9,"messages":[{"role":"user","content":"a"}]`
	case strings.HasSuffix(path, "/completions"):
		required = `"max_tokens":9,"prompt":"a"`
	}
	return fmt.Sprintf(`{"model":%q,%s,%s}`, model, required, members)
}

// TestStrict_AccentsApart wants OpenAI's rules where no accent is asked for.
func TestStrict_AccentsApart(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	for _, r := range strictAccents {
		if !strings.HasPrefix(r.path, "/v1/") || r.accent == "openrouter" {
			continue
		}
		for _, members := range r.accepted[:1] {
			res, body := exchange(t, url, request("POST", r.path, "", strictBody(r.path, "m", members)))
			if res.StatusCode != 400 {
				t.Errorf("%s: %s: status %d: %.200s", r.path, members, res.StatusCode, body)
			}
		}
	}
}
