package load

import (
	"strings"
	"testing"

	"mock-openai/bench/sse"
)

// TestAnswer_Held has an event that goes on for ever, and a body that is checked.
func TestAnswer_Held(t *testing.T) {
	f := func(a answer, want error) {
		t.Helper()
		a.held = mostHeld
		if err := a.body([]byte("data: x"), false); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	f(answer{stream: true, framing: new(sse.Scanner)}, errTooLong)
	f(answer{checker: idleChecker{}}, errTooLong)
	f(answer{}, nil) // nothing is held
	a := answer{stream: true, framing: new(sse.Scanner), held: mostHeld - 20}
	if err := a.body([]byte("data: x\n\ndata"), false); err != nil || a.held != int64(len("data")) {
		t.Errorf("%d bytes held, %v", a.held, err)
	}
}

type idleChecker struct{ Checker }

func TestHasContent(t *testing.T) {
	f := func(want bool, kind, data string) {
		t.Helper()
		var p place
		if got := p.hasContent(&sse.Event{Type: []byte(kind), Data: []byte(data)}); got != want {
			t.Errorf("%s %s: %v", kind, data, got)
		}
		if got := p.hasContent(&sse.Event{Type: []byte(kind), Data: []byte(data)}); got != want {
			t.Errorf("%s %s, where it was before: %v", kind, data, got)
		}
	}
	f(false, "", `[DONE]`)
	f(false, "", `{"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}]}`)
	f(false, "", `{"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}]}`)
	f(false, "", `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`)
	f(false, "", `{"choices":[],"usage":{"completion_tokens":3}}`)
	f(true, "", `{"choices":[{"index":0,"delta":{"content":"x"}}]}`)
	f(true, "", `{"choices": [{"index": 0, "delta": {"content": "\u2028"}}]}`)
	f(true, "", `{"choices":[{"delta":{"content":""}},{"delta":{"content":"x"}}]}`)
	f(true, "", `{"choices":[{"index":0,"text":" once"}]}`)
	f(true, "", `{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\""}}]}}]}`)
	f(true, "", `{"choices":[{"delta":{"content":"","reasoning_content":"hm"}}]}`)
	f(true, "", `{"id":"x","content_filter":{"text":"","severity":"safe"},"choices":[{"delta":{"content":"{\"content\":\"x"}}]}`)
	f(false, "", `{"choices":[{"delta":{"role":"{\"content\":\"x"}}]}`)
	f(false, "", `{"long_name_that_ends_in_content":"x","acontent":"x",:"x","":"x"}`)
	f(true, "", `{"candidates":[{"index": 0,"thinking": "x"}]}`)
	f(false, "response.created", `{"type":"response.created","response":{"instructions":"x","text":{"format":{"type":"text"}}}}`)
	f(true, "response.output_text.delta", `{"type":"response.output_text.delta","delta":"x"}`)
	f(false, "response.output_text.done", `{"type":"response.output_text.done","text":"x"}`)
}

func TestAnswer_Tokens(t *testing.T) {
	f := func(want int64, parts ...string) {
		t.Helper()
		var a answer
		for _, part := range parts {
			a.body([]byte(part), false)
		}
		if got := a.tokens(); got != want {
			t.Errorf("%d tokens, want %d in %.100q", got, want, parts)
		}
	}
	f(-1)
	f(-1, `{"content":"x"}`)
	f(12, `{"usage":{"prompt_tokens":3,"completion_tokens":12,"total_tokens":15}}`)
	f(12, strings.Repeat("x", 5000), `{"usage":{"completion_tok`, `ens": 1`, `2}}`)
	f(7, `{"usage":{"input_tokens":3,"output_tokens":7}}`)
	f(-1, `{"completion_tokens":null}`)
	f(-1, `{"usage":{"completion_tokens":-3}}`)
	f(-1, `{"usage":{"completion_tokens":1e300}}`)
	f(-1, `{"usage":{"completion_tokens":1.5}}`)
	f(999_999_999, `{"usage":{"completion_tokens":999999999}}`)
	f(-1, `{"usage":{"completion_tokens":1000000000}}`)
	f(-1, `{"usage":{"completion_tokens":99999999999999999999}}`)
}
