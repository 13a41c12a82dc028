package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestOpenRouter_Strict wants refused what OpenRouter's description does not allow, in the words
// of the real API, and the rest answered.
func TestOpenRouter_Strict(t *testing.T) {
	const chatPath, textPath, embedPath = "/api/v1/chat/completions", "/api/v1/completions", "/api/v1/embeddings"
	url := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m", "org/n"}}})
	f := func(path, members, message string) {
		t.Helper()
		res, body := exchange(t, url, request("POST", path, "", `{`+members+`}`))
		var got struct {
			Error struct {
				Code    int
				Message string
			}
		}
		decodeJSON(t, body, &got)
		if res.StatusCode != 400 || got.Error.Code != 400 || got.Error.Message != message {
			t.Errorf("%s %s: status %d, %s, want %q", path, members, res.StatusCode, body, message)
		}
	}
	const hello = `"model":"m","messages":[{"role":"user","content":"a"}]`
	shared := []struct{ members, message string }{
		// Models.
		{`"models":["a","b","c","d"]`, "'models' array must have 3 items or fewer."},
		{`"models":["org/n","none"]`, "none is not a valid model ID"},
		{`"models":[7]`, "models.0: Invalid input: expected string, received number"},
		{`"models":"m"`, "models: Invalid input: expected array, received string"},
		{`"route":"fastest"`, `route: Invalid option: expected one of "fallback"|"sort"`},

		// Which provider.
		{`"provider":"openai"`, "provider: Invalid input: expected object, received string"},
		{`"provider":{"orders":["a"]}`, `provider: Unrecognized key: "orders"`},
		{`"provider":{"a.b":1}`, `provider: Unrecognized key: "a.b"`},
		{`"provider":{"order":"openai"}`, "provider.order: Invalid input: expected array, received string"},
		{`"provider":{"order":[{}]}`, "provider.order.0: Invalid input: expected string, received object"},
		{`"provider":{"sort":"intelligence"}`, "provider.sort: Invalid input"},
		{`"provider":{"sort":{"by":"size"}}`, "provider.sort: Invalid input"},
		{`"provider":{"allow_fallbacks":"no"}`, "provider.allow_fallbacks: Invalid input: expected boolean, received string"},
		{`"provider":{"data_collection":"maybe"}`, `provider.data_collection: Invalid option: expected one of "deny"|"allow"`},
		{`"provider":{"quantizations":["fp7"]}`, `provider.quantizations.0: Invalid option: expected one of ` +
			`"int4"|"int8"|"fp4"|"mxfp4"|"nvfp4"|"fp6"|"fp8"|"mxfp8"|"fp16"|"bf16"|"fp32"|"unknown"`},
		{`"provider":{"max_price":1}`, "provider.max_price: Invalid input: expected object, received number"},
		{`"provider":{"preferred_max_latency":"low"}`, "provider.preferred_max_latency: Invalid input"},

		// Plugins.
		{`"plugins":{}`, "plugins: Invalid input: expected array, received object"},
		{`"plugins":["web"]`, "plugins.0: Invalid input: expected object, received string"},
		{`"plugins":[{"id":"web"},{"id":"magic"}]`, "plugins.1.id: Invalid input"},
		{`"plugins":[{"max_results":3}]`, "plugins.0.id: Invalid input"},
		{`"plugins":[{"id":"web","max_results":1.5}]`, "plugins.0.max_results: Invalid input: expected int, received number"},
		{`"plugins":[{"id":"web","max_results":"3"}]`, "plugins.0.max_results: Invalid input: expected number, received string"},
		{`"plugins":[{"id":"web","engine":"a"}]`, `plugins.0.engine: Invalid option: expected one of "native"|"exa"|"firecrawl"|"parallel"|"perplexity"`},
		{`"plugins":[{"id":"context-compression","engine":"a"}]`, `plugins.0.engine: Invalid input: expected "middle-out"`},
		{`"plugins":[{"id":"file-parser","pdf":{"engine":"a"}}]`, "plugins.0.pdf.engine: Invalid input"},
		{`"plugins":[{"id":"auto-router","cost_quality_tradeoff":11}]`, "plugins.0.cost_quality_tradeoff: Too big: expected number to be <=10"},
		{`"plugins":[{"id":"pareto-router","min_coding_score":-0.5}]`, "plugins.0.min_coding_score: Too small: expected number to be >=0"},
		{`"plugins":[{"id":"fusion","analysis_models":[]}]`, "plugins.0.analysis_models: Too small: expected array to have >=1 items"},

		// Reasoning.
		{`"reasoning":"high"`, "reasoning: Invalid input: expected object, received string"},
		{`"reasoning":{"effort":"huge"}`, `reasoning.effort: Invalid option: expected one of "max"|"xhigh"|"high"|"medium"|"low"|"minimal"|"none"`},
		{`"reasoning":{"effort":3}`, `reasoning.effort: Invalid option: expected one of "max"|"xhigh"|"high"|"medium"|"low"|"minimal"|"none"`},
		{`"reasoning":{"effort":"low","max_tokens":9}`, `Only one of "reasoning.effort" and "reasoning.max_tokens" can be specified`},
		{`"reasoning":{"effort":"low"},"reasoning_effort":"high"`, `Only one of "reasoning" and "reasoning_effort" may be provided`},
		{`"reasoning":{"summary":"long"}`, `reasoning.summary: Invalid option: expected one of "auto"|"concise"|"detailed"`},

		// The rest.
		{`"temperature":"hot"`, "temperature: Invalid input: expected number, received string"},
		{`"max_tokens":1.5`, "max_tokens: Invalid input: expected int, received number"},
		{`"stop":["a","b","c","d","e"]`, "stop: Invalid input"},
		{`"stream":"yes"`, "stream: Invalid input: expected boolean, received string"},
		{`"stream_options":{"include_usage":1}`, "stream_options.include_usage: Invalid input: expected boolean, received number"},
		{`"logit_bias":{"a":"b"}`, "logit_bias.a: Invalid input: expected number, received string"},
		{`"metadata":{"a":1}`, "metadata.a: Invalid input: expected string, received number"},
		{`"session_id":"` + strings.Repeat("a", 257) + `"`, "session_id: Too big: expected string to have <=256 characters"},
		{`"service_tier":"gold"`, `service_tier: Invalid option: expected one of "auto"|"default"|"fast"|"flex"|"priority"|"scale"`},
		{`"trace":{"trace_id":7}`, "trace.trace_id: Invalid input: expected string, received number"},
		{`"cache_control":{}`, `cache_control.type: Invalid input: expected "ephemeral", received undefined`},
		{`"prompt_cache_options":{"mode":"implicit"}`, `prompt_cache_options.mode: Invalid input: expected "explicit"`},
	}
	for _, c := range shared {
		f(chatPath, hello+`,`+c.members, c.message)
		f(textPath, `"model":"m","prompt":"a",`+c.members, c.message)
	}
	for _, path := range []string{chatPath, textPath} {
		f(path, `"model":"m"`, `Input required: specify "prompt" or "messages"`)
		f(path, `"model":"none","prompt":"a"`, "none is not a valid model ID")
		f(path, `"model":"m:free","prompt":"a"`, "m:free is not a valid model ID")
	}

	message := func(m, message string) {
		t.Helper()
		f(chatPath, `"model":"m","messages":[`+m+`]`, message)
	}
	message(``, "messages: Too small: expected array to have >=1 items")
	message(`"a"`, "messages.0: Invalid input: expected object, received string")
	message(`{"role":"robot","content":"a"}`, "messages.0.role: Invalid input")
	message(`{"role":"user"}`, "messages.0.content: Invalid input")
	message(`{"role":"user","content":7}`, "messages.0.content: Invalid input")
	message(`{"role":"user","content":[{"type":"input_text","text":"a"}]}`, "messages.0.content: Invalid input")
	message(`{"role":"system","content":[{"type":"image_url","image_url":{}}]}`, "messages.0.content: Invalid input")
	message(`{"role":"tool","content":"a"}`, "messages.0.tool_call_id: Invalid input: expected string, received undefined")
	message(`{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f"}}]}`,
		"messages.0.tool_calls.0.function.arguments: Invalid input: expected string, received undefined")
	for members, message := range map[string]string{
		`"tools":[{"function":{"name":"f"}}]`:                                  "tools.0: Invalid input",
		`"tools":[{"type":"function","function":{}}]`:                          "tools.0: Invalid input",
		`"tool_choice":"any"`:                                                  "tool_choice: Invalid input",
		`"response_format":{"type":"xml"}`:                                     "response_format.type: Invalid input",
		`"response_format":{"type":"json_schema"}`:                             "response_format.json_schema: Invalid input: expected object, received undefined",
		`"response_format":{"type":"json_schema","json_schema":{"schema":{}}}`: "response_format.json_schema.name: Invalid input: expected string, received undefined",
		`"modalities":["smell"]`:                                               `modalities.0: Invalid option: expected one of "text"|"image"|"audio"`,
		`"stop_server_tools_when":[{"type":"step_count_is"}]`:                  "stop_server_tools_when.0.step_count: Invalid input: expected number, received undefined",
		`"prediction":{"type":"content","content":7}`:                          "prediction.content: Invalid input",
	} {
		f(chatPath, hello+`,`+members, message)
	}

	f(embedPath, `"model":"m"`, "input: Invalid input")
	f(embedPath, `"input":"a"`, "model: Invalid input: expected string, received undefined")
	f(embedPath, `"model":"m","input":""`, "input: Invalid input")
	f(embedPath, `"model":"m","input":"a","dimensions":0`, "dimensions: Too small: expected number to be >=1")
	f(embedPath, `"model":"m","input":"a","encoding_format":"hex"`, `encoding_format: Invalid option: expected one of "float"|"base64"`)
	f(embedPath, `"model":"m","input":"a","provider":{"a":1}`, `provider: Unrecognized key: "a"`)
	f(embedPath, `"model":"none","input":"a"`, "none is not a valid model ID")

	for _, valid := range [][2]string{
		{chatPath, `"messages":[{"role":"user","content":"a"}],"models":["m","org/n:nitro","m"]`},
		{chatPath, hello + `,"transforms":["middle-out"],"usage":{"include":true},"include_reasoning":true,"n":2,"a":{}`},
		{chatPath, hello + `,"provider":{"order":["openai","a"],"only":["a"],"ignore":[],"allow_fallbacks":false,"require_parameters":true,"data_collection":"deny","zdr":true,
			"enforce_distillable_text":true,"quantizations":["fp8"],"sort":{"by":"price","partition":"none"},"max_price":{"prompt":1},"preferred_min_throughput":{"p50":9},"preferred_max_latency":2}`},
		{chatPath, hello + `,"provider":{"sort":"throughput","order":null},"route":"fallback","reasoning":{"effort":"low","exclude":true},"reasoning_effort":"low","stop":null`},
		{chatPath, hello + `,"plugins":[{"id":"web","max_results":3,"a":1},{"id":"file-parser","pdf":{"engine":"pdf-text"}},{"id":"moderation"},{"id":"response-healing","enabled":false}]`},
		{chatPath, `"model":"org/n:online","messages":[{"role":"system","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]},
			{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}},{"type":"file","file":{}}]},
			{"role":"assistant","content":null,"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},
			{"role":"tool","tool_call_id":"i","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}},{"type":"openrouter:web_search"}],
			"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{}}}`},
		{chatPath, `"model":"m:floor~tokens=3","messages":[{"role":"user","content":"a"}],"temperature":9,"top_k":1,"stop":["a"],"logit_bias":{"1":2.5}`},
		{textPath, `"prompt":"a","model":"m:exacto"`},
		{embedPath, `"model":"m","input":["a"],"input_type":"query","dimensions":8,"provider":{"order":["a"]}`},
		{embedPath, `"model":"m","input":[1,2]`},
	} {
		if res, body := exchange(t, url, request("POST", valid[0], "", `{`+valid[1]+`}`)); res.StatusCode != 200 {
			t.Errorf("%s %s: status %d, %s", valid[0], valid[1], res.StatusCode, body)
		}
	}
}
