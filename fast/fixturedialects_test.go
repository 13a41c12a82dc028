package fast

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestFixtures_EveryDialect gives every form of an answer in every dialect, streamed and
// not.
func TestFixtures_EveryDialect(t *testing.T) {
	s, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {header: {X-Form: text}}
    answer: {chunks: ["It’s \"Paris\"."]}
  - match: {header: {X-Form: json}}
    answer: {json: {city: Paris, days: [1, 2.50]}, chunk-size: 100}
  - match: {header: {X-Form: tools}}
    answer:
      text: Let me look.
      tools: [{name: get_weather, arguments: {city: Paris}, id: call_fixed}, {name: get_time}]
      chunk-size: 100
  - match: {header: {X-Form: refusal}}
    answer: {refusal: I cannot help., chunk-size: 100}
  - match: {header: {X-Form: usage}}
    answer: {text: Yes., usage: {prompt: 1234, completion: 5678}}
  - match: {header: {X-Form: length}}
    answer: {text: Yes., finish: length}
  - match: {header: {X-Form: filter}}
    answer: {text: Yes., finish: content_filter}
  - match: {header: {X-Form: reasoning}}
    answer: {text: Yes., reasoning: Is it so}
  - match: {header: {X-Form: echo}}
    answer: {echo: true, settings: {stream-tokens: 100}}
  - match: {header: {X-Form: error}}
    answer: {error: {status: 418, message: Short and stout.}}
  - match: {header: {X-Form: limit}}
    answer: {error: {status: 429, type: slow_down, code: too_fast, message: Slower., retry-after: 3s}}
  - match: {header: {X-Form: malformed}}
    answer: {text: never whole, settings: {fault: malformed-json}}
`)
	for _, r := range rowsOf(t, s) {
		if !r.makesText() {
			continue
		}
		for _, q := range r.forms() {
			ask := func(form string) (int, string) {
				status, body := q.ask(handler, "gpt-4o", "X-Form", form)
				return status, readable(body)
			}
			want := func(form string, wanted int, texts ...string) {
				t.Helper()
				status, body := ask(form)
				for _, text := range texts {
					if !strings.Contains(body, text) {
						t.Errorf("%s %.20s (%s): %s: no %q in %.600s", q.path, q.members, q.dialect.Name, form, text, body)
					}
				}
				if status != wanted {
					t.Errorf("%s (%s): %s: status %d", q.path, q.dialect.Name, form, status)
				}
			}
			talks := strings.Contains(q.path, "/completions") && !strings.Contains(q.path, "/chat/") || strings.Contains(q.path, "/generate") && !strings.Contains(q.path, ":")
			want("text", 200, `It’s \"Paris\".`)
			want("json", 200, `{\"city\":\"Paris\",\"days\":[1,2.50]}`)
			if !talks { // completions call no tools
				want("tools", 200, "get_weather", "get_time", `Paris`, `Let me look.`, "call_fixed")
			}
			want("echo", 200, "hi there")
			want("refusal", 200, "I cannot help.")
			want("usage", 200, "1234", "5678")
			want("length", 200)
			want("filter", 200)
			want("reasoning", 200)
			want("error", 418, "Short and stout.")
			want("limit", 429, "Slower.")
			if status, body := ask("malformed"); status == 200 && !strings.Contains(q.path, "stream") && strings.Contains(q.members, `"stream":false`) && json.Valid([]byte(body)) {
				t.Errorf("%s: no fault in %s", q.path, body)
			}
			if status, body := ask("none"); status != 200 || strings.Contains(body, "Paris") {
				t.Errorf("%s: an unmatched request got status %d: %s", q.path, status, body)
			}
		}
	}
}

// TestFixtures_Words checks how dialects say why an answer ends, and errors.
func TestFixtures_Words(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - match: {user: tool}
    answer: {tools: [{name: f}]}
  - match: {user: length}
    answer: {text: Yes., finish: length}
  - match: {user: filter}
    answer: {text: Yes., finish: content_filter}
  - match: {user: no}
    answer: {refusal: No way}
  - match: {user: why}
    answer: {text: Yes., reasoning: Because it is}
  - match: {user: slow}
    answer: {error: {status: 529, type: overloaded_error, message: Later.}}
  - match: {user: key}
    answer: {error: {status: 401, message: Which key?, code: bad_key, param: key}}
  - match: {user: plain}
    answer: {error: {status: 503}}
`)
	f := func(path, body, user string, want ...string) {
		t.Helper()
		r := row{path: path, members: strings.Replace(body, "USER", user, 1)}
		_, answer := r.ask(handler, "gpt-4o")
		for _, text := range want {
			if !strings.Contains(readable(answer), text) {
				t.Errorf("%s of %s: no %s in %s", path, user, text, readable(answer))
			}
		}
	}
	const (
		messages  = `"messages":[{"role":"user","content":"USER"}]`
		blocks    = `"messages":[{"role":"user","content":[{"text":"USER"}]}]`
		input     = `"input":"USER"`
		contents  = `"contents":[{"parts":[{"text":"USER"}]}]`
		functions = `"functions":[{"name":"f"}],"messages":[{"role":"user","content":"USER"}]`
	)
	f("/v1/chat/completions", messages, "tool", `"content":null`, `"tool_calls":[{"id":"call_`, `"finish_reason":"tool_calls"`)
	f("/v1/chat/completions", functions, "tool", `"function_call":{"name":"f","arguments":"{}"}`, `"finish_reason":"function_call"`)
	f("/v1/chat/completions", messages, "length", `"finish_reason":"length"`)
	f("/v1/chat/completions", messages, "filter", `"finish_reason":"content_filter"`)
	f("/v1/chat/completions", messages, "no", `"content":null,"refusal":"No way"`, `"finish_reason":"stop"`)
	f("/v1/chat/completions", `"stream":true,`+messages, "no", `"delta":{"refusal":"No way"}`)
	f("/v1/chat/completions", `"logprobs":true,`+messages, "no", `"refusal":"No way","annotations":[]},"logprobs":{"content":null,"refusal":[{"token":"No w"`)
	f("/v1/chat/completions", `"logprobs":true,"stream":true,`+messages, "no", `"delta":{"refusal":"No way"},"logprobs":{"content":null,"refusal":[{"token":"No w"`)
	f("/v1/chat/completions", messages, "slow", `"message":"Later."`, `"type":"overloaded_error"`)
	f("/v1/chat/completions", messages, "key", `"message":"Which key?"`, `"param":"key","code":"bad_key"`)
	f("/v1/chat/completions", messages, "plain", `currently overloaded`, `"type":"server_error"`)
	f("/v1/responses", input, "tool", `"type":"function_call"`, `"status":"completed"`)
	f("/v1/responses", input, "length", `"incomplete_details":{"reason":"max_output_tokens"}`)
	f("/v1/responses", input, "filter", `"incomplete_details":{"reason":"content_filter"}`)
	f("/v1/responses", input, "no", `{"type":"refusal","refusal":"No way"}`)
	f("/v1/responses", `"stream":true,`+input, "no", "event: response.refusal.delta", "event: response.refusal.done")
	f("/v1/responses", input, "why", `{"type":"summary_text","text":"Because it is"}`)
	f("/v1/messages", `"max_tokens":9,`+messages, "tool", `"type":"tool_use"`, `"stop_reason":"tool_use"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "length", `"stop_reason":"max_tokens"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "no", `"stop_reason":"refusal","stop_sequence":null,"stop_details":{"type":"refusal","category":null,"explanation":null}`)
	f("/v1/messages", `"stream":true,"max_tokens":9,`+messages, "no", `"stop_details":{"type":"refusal","category":null,"explanation":null}},"usage"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "why", `{"type":"thinking","thinking":"Because it is"`)
	f("/v1/messages", `"max_tokens":9,`+messages, "slow", `{"type":"overloaded_error","message":"Later."}`)
	f("/v1/messages", `"max_tokens":9,`+messages, "key", `{"type":"authentication_error","message":"Which key?"}`)
	f("/v1beta/models/{model}:generateContent", contents, "filter", `"finishReason":"SAFETY"`)
	f("/v1beta/models/{model}:generateContent", contents, "why", `{"text":"Yes."`)
	f("/v1beta/models/{model}:generateContent", contents, "key", `"message":"Which key?","status":"UNAUTHENTICATED"`)
	f("/model/{model}/converse", blocks, "filter", `"stopReason":"content_filtered"`)
	f("/model/{model}/converse", blocks, "why", `"text":"Because it is"`)
	f("/model/{model}/converse", blocks, "key", `"message":"Which key?"`)
	f("/v2/chat", messages, "tool", `"tool_calls":[`, `"finish_reason":"TOOL_CALL"`)
	f("/v2/chat", messages, "length", `"finish_reason":"MAX_TOKENS"`)
	f("/v2/chat", messages, "why", `{"type":"thinking","thinking":"Because it is"}`)
	f("/v2/chat", messages, "key", `"message":"Which key?"`)
	f("/api/chat", `"stream":false,`+messages, "length", `"done_reason":"length"`)
	f("/api/chat", `"stream":false,`+messages, "why", `"thinking":"Because it is"`)
	f("/api/chat", messages, "key", `"error":"Which key?"`)
	f("/api/v1/chat/completions", messages, "slow", `"code":529,"message":"Later."`)
	f("/openai/v1/chat/completions", messages, "key", `"code":"bad_key","message":"Which key?"`)
}
