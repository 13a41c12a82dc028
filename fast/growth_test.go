package fast_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// growth returns how many times as long the answer to a request of size 8n takes as that to
// one of size n.
func growth(t *testing.T, url string, raw func(n int) string, n int) float64 {
	t.Helper()
	took := func(n int) time.Duration {
		ask, best := raw(n), time.Hour
		for range 3 {
			began := time.Now()
			exchange(t, url, ask)
			best = min(best, time.Since(began))
		}
		return max(best, 2*time.Millisecond)
	}
	small := took(n)
	return float64(took(8*n)) / float64(small)
}

// list returns n JSON values with commas between them. The format has a number of each.
func list(n int, format string) string {
	var all strings.Builder
	for i := range n {
		if i > 0 {
			all.WriteByte(',')
		}
		fmt.Fprintf(&all, format, i)
	}
	return all.String()
}

// TestGrowth wants the time for a request to grow with its length, and not with the square of
// it or with how deep it is nested.
func TestGrowth(t *testing.T) {
	if raceEnabled {
		t.Skip("it takes minutes with the race detector, which has nothing to find in it")
	}
	strict := serve(t, fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"m"}}})
	lenient := serve(t, fast.Config{})
	f := func(name, url, path, headers string, n int, most float64, body func(n int) string) {
		t.Helper()
		raw := func(n int) string { return request("POST", path, headers, body(n)) }
		got := growth(t, url, raw, n)
		for range 3 { // the machine may have been busy
			if got > most {
				got = min(got, growth(t, url, raw, n))
			}
		}
		if got > most {
			t.Errorf("%s: eight times as much takes %.1f times as long", name, got)
		}
	}
	const eightfold, any = 24, 3 // 64 times is the square
	f("calls of a chat", strict, "/v1/chat/completions", "", 4000, eightfold, func(n int) string {
		return `{"model":"m","messages":[{"role":"assistant","tool_calls":[` + list(n, `{"id":"c%d","type":"function","function":{"name":"f","arguments":"{}"}}`) + `]},` +
			list(n, `{"role":"tool","tool_call_id":"c%d","content":"a"}`) + `]}`
	})
	const version = "Anthropic-Version: 2023-06-01\r\n"
	f("calls of a message", strict, "/v1/messages", version, 4000, eightfold, func(n int) string {
		return `{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[` + list(n, `{"type":"tool_use","id":"c%d","name":"f","input":{}}`) + `]},` +
			`{"role":"user","content":[` + list(n, `{"type":"tool_result","tool_use_id":"c%d"}`) + `]}]}`
	})
	f("messages after calls", strict, "/v1/messages", version, 1000, eightfold, func(n int) string {
		return `{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[` + list(n, `{"type":"tool_use","id":"c%d","name":"f","input":{}}`) + `]},` +
			list(n, `{"role":"assistant","content":"%d"}`) + `]}`
	})
	f("calls of Cohere", strict, "/v2/chat", "", 4000, eightfold, func(n int) string {
		return `{"model":"m","messages":[{"role":"assistant","tool_calls":[` + list(n, `{"id":"c%d","type":"function","function":{"name":"f","arguments":"{}"}}`) + `]},` +
			list(n, `{"role":"tool","tool_call_id":"c%d","content":"a"}`) + `]}`
	})
	f("calls of Bedrock", strict, "/model/m/converse", "", 1000, eightfold, func(n int) string {
		return `{"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]},"messages":[{"role":"user","content":[{"text":"a"}]},` +
			`{"role":"assistant","content":[` + list(n, `{"toolUse":{"toolUseId":"c%d","name":"f","input":{}}}`) + `]},` +
			`{"role":"user","content":[` + list(n, `{"toolResult":{"toolUseId":"c%d","content":[]}}`) + `]}]}`
	})
	f("colons in a model", lenient, "/v1/chat/completions", "", 50_000, eightfold, func(n int) string {
		return `{"model":"` + strings.Repeat(":", n) + `=","messages":[]}`
	})
	f("separators in a model", lenient, "/api/chat", "", 8000, eightfold, func(n int) string {
		return `{"model":"` + strings.Repeat("\u2028", n) + `","messages":[{"role":"user","content":"a"}],"options":{"num_predict":1}}`
	})
	f("duplicates", lenient, "/v1/chat/completions", "", 4000, eightfold, func(n int) string {
		return `{"model":1,"model":"m","user":"` + strings.Repeat("a", 10*n) + `",` + list(1100, `"n%d":1`) + strings.Repeat(`,"user":1`, n) + `}`
	})
	f("tools that are allowed", lenient, "/v1/chat/completions", "", 4000, eightfold, func(n int) string {
		named := list(n, `{"type":"function","function":{"name":"p%d"}}`)
		return `{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":1,"tools":[` + named + `],` +
			`"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[` + named + `]}}}`
	})
	f("names that a schema requires", strict, "/v1/chat/completions", "", 4000, eightfold, func(n int) string {
		return `{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":` +
			`{"type":"object","additionalProperties":false,"properties":{` + list(n, `"p%d":{"type":"null"}`) + `},"required":[` + list(n, `"p%d"`) + `]}}}}`
	})
	f("documents of Cohere", strict, "/v2/chat", "", 4000, eightfold, func(n int) string {
		return `{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":1,"documents":[` + list(n, `{"id":"p%d","data":{"a":"b"}}`) + `]}`
	})

	many := strings.Repeat("1,", 100_000)
	deep := func(n int, bottom string) string {
		return strings.Repeat(`{"type":"array","items":`, n) + bottom + strings.Repeat(`}`, n)
	}
	f("depth of a schema", strict, "/v1/chat/completions", "", 50, any, func(n int) string {
		return `{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":` +
			`{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":` + deep(n, `{"type":"number","enum":[`+many+many+`1]}`) + `}}}}}`
	})
	for name, url := range map[string]string{"depth of a schema of Google": lenient, "depth that Google checks": strict} {
		f(name, url, "/v1beta/models/m:generateContent", "", 50, any, func(n int) string {
			return `{"contents":[{"parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":` + deep(n, `{"enum":[`+many+`1]}`) + `}]}]}`
		})
	}
	f("names in a schema that Google checks", strict, "/v1beta/models/m:generateContent", "", 1000, eightfold, func(n int) string {
		return `{"contents":[{"parts":[{"text":"a"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"properties":{"` + strings.Repeat("a", 300*n) + `":` +
			`{"properties":{` + list(n, `"p%d":{"type":"STRING"}`) + `}}}}}]}]}`
	})
}
