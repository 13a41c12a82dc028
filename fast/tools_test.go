package fast_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

const (
	weatherSchema = `{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":7},` +
		`"unit":{"enum":["celsius","fahrenheit"]},"note":{"type":"string","pattern":"^[\"\\\\é]{2,9}$"}},"required":["city","days","note"],"additionalProperties":false}`
	mailSchema = `{"type":"object","properties":{"to":{"type":"array","items":{"$ref":"#/$defs/who"},"minItems":1}},"required":["to"],` +
		`"$defs":{"who":{"anyOf":[{"type":"string","format":"email"},{"type":"null"}]}}}`
	twoTools = `"tools":[{"type":"function","function":{"name":"get_weather","parameters":` + weatherSchema + `}},` +
		`{"type":"function","function":{"name":"send_mail","parameters":` + mailSchema + `}}]`
	flatTools = `"tools":[{"type":"function","name":"get_weather","parameters":` + weatherSchema + `},` +
		`{"type":"function","name":"send_mail","parameters":` + mailSchema + `}]`
)

// wantValid checks document against its schema.
func wantValid(t *testing.T, form, document string) {
	t.Helper()
	if valid, err := schema.Valid([]byte(form), []byte(document)); !valid || err != nil {
		t.Errorf("%s is not valid: %v", document, err)
	}
}

// wantCall checks for a call of one of the two tools with valid arguments.
func wantCall(t *testing.T, name, arguments string) {
	t.Helper()
	switch name {
	case "get_weather":
		wantValid(t, weatherSchema, arguments)
	case "send_mail":
		wantValid(t, mailSchema, arguments)
	default:
		t.Errorf("tool %q was not offered", name)
	}
}

// TestToolChoice counts the calls in many answers.
func TestToolChoice(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("one goroutine writes an answer, and this takes long under the race detector")
	}
	f := func(rate float64, members string, want map[string]bool) {
		t.Helper()
		url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: rate, StreamTokensMax: 4}})
		got := map[string]bool{}
		for seed := range 40 {
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,%s`, seed, members))
			c := a.Choices[0]
			tokens, names := 0, ""
			for _, call := range c.Message.ToolCalls {
				wantCall(t, call.Function.Name, call.Function.Arguments)
				if !strings.HasPrefix(call.ID, "call_") || call.Type != "function" {
					t.Errorf("id %q, type %q", call.ID, call.Type)
				}
				tokens += pool.Tokens(utf8.RuneCountInString(call.Function.Arguments))
				names += "+" + call.Function.Name
			}
			got[names] = true
			if c.Message.Content != nil {
				tokens = pool.Tokens(utf8.RuneCountInString(*c.Message.Content))
			}
			if (names == "") != (c.Message.Content != nil) {
				t.Errorf("%s: %s", members, dump(c))
			}
			if tokens != a.Usage.CompletionTokens {
				t.Errorf("%d tokens sent, %d counted", tokens, a.Usage.CompletionTokens)
			}
		}
		for names := range want {
			if !got[names] {
				t.Errorf("rate %g, %s: %v, want %v", rate, members, got, want)
			}
		}
		if len(got) != len(want) {
			t.Errorf("rate %g, %s: %v, want %v", rate, members, got, want)
		}
	}
	const text, weather, mail = "", "+get_weather", "+send_mail"
	one := map[string]bool{weather: true, mail: true}
	any := map[string]bool{weather: true, mail: true, weather + mail: true, mail + weather: true}
	never := map[string]bool{text: true}
	f(0, twoTools, never)
	f(0, twoTools+`,"tool_choice":"auto"`, never)
	f(1, twoTools+`,"tool_choice":"auto"`, any)
	f(0.5, twoTools, map[string]bool{text: true, weather: true, mail: true, weather + mail: true, mail + weather: true})
	f(1, twoTools+`,"tool_choice":"none"`, never)
	f(0, twoTools+`,"tool_choice":"required"`, any)
	f(0, twoTools+`,"tool_choice":"required","parallel_tool_calls":true`, any)
	f(0, twoTools+`,"parallel_tool_calls":false,"tool_choice":"required"`, one)
	f(0, twoTools+`,"tool_choice":{"type":"function","function":{"name":"send_mail"}}`, map[string]bool{mail: true})
	const allowed = `,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"%s","tools":[{"type":"function","function":{"name":"get_weather"}}]}}`
	f(0, twoTools+fmt.Sprintf(allowed, "required"), map[string]bool{weather: true})
	f(0, twoTools+fmt.Sprintf(allowed, "auto"), never)

	const asked = `"messages":[{"role":"user","content":"x"},{"role":"assistant","content":null},{"role":"%s","content":"y"}]`
	f(1, twoTools+`,`+fmt.Sprintf(asked, "tool"), never)
	f(1, twoTools+`,"tool_choice":"auto",`+fmt.Sprintf(asked, "tool"), never)
	f(1, twoTools+`,`+fmt.Sprintf(asked, "function"), never)
	f(1, twoTools+`,"messages":[{"role":"tool","content":"y"},{"role":"user","content":"z"}]`, any)
}

// TestToolChoice_Forced checks that a call is forced after a tool's output too, and that
// finish_reason is "stop" if the request names the function.
func TestToolChoice_Forced(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(members, reason string) {
		t.Helper()
		for _, last := range []string{`{"role":"user","content":"x"}`, `{"role":"tool","tool_call_id":"call_1","content":"x"}`, `{"role":"function","name":"f","content":"x"}`} {
			if c := ask(t, url+chatPath, `"seed":1,`+members+`,"messages":[`+last+`]`).Choices[0]; c.Reason != reason || c.Message.Content != nil {
				t.Errorf("%s behind %s: %s", members, last, dump(c))
			}
		}
	}
	f(twoTools+`,"tool_choice":"required"`, "tool_calls")
	f(twoTools+`,"tool_choice":{"type":"function","function":{"name":"send_mail"}}`, "stop")
	f(twoTools+`,"n":2,"tool_choice":{"function":{"name":"send_mail"},"type":"function"}`, "stop")
	f(`"tools":[{"type":"custom","custom":{"name":"c"}}],"tool_choice":{"type":"custom","custom":{"name":"c"}}`, "stop")
	f(twoTools+`,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"get_weather"}}]}}`, "tool_calls")
	const functions = `"functions":[{"name":"f"},{"name":"g"}]`
	f(functions+`,"function_call":{"name":"g"}`, "stop")

	if c := ask(t, url+chatPath, `"seed":1,`+twoTools+`,"tool_choice":"auto"`).Choices[0]; c.Reason != "tool_calls" {
		t.Errorf("tool_choice auto: %s", dump(c))
	}
	if c := ask(t, url+chatPath, `"seed":1,`+functions+`,"function_call":"auto"`).Choices[0]; c.Reason != "function_call" {
		t.Errorf("function_call auto: %s", dump(c))
	}
}

// TestResponse_ToolChoiceForced is the same for responses.
func TestResponse_ToolChoiceForced(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	f := func(choice, kind string) {
		t.Helper()
		a := respondWith(t, url, flatTools+`,"tool_choice":`+choice+`,"input":[{"type":"function_call","call_id":"k","name":"send_mail","arguments":"{}"},`+
			`{"type":"function_call_output","call_id":"k","output":"sent"}]`)
		if a.Output[0].Type != kind {
			t.Errorf("tool_choice %s behind what a tool said: %s", choice, dump(a))
		}
	}
	f(`"required"`, "function_call")
	f(`{"type":"function","name":"send_mail"}`, "function_call")
	f(`{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"send_mail"}]}`, "function_call")
	f(`{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"send_mail"}]}`, "message")
	f(`"auto"`, "message")
	f(`"none"`, "message")
}

func TestToolCall_MaxTokens(t *testing.T) {
	url := serve(t, fast.Config{})
	for most := range 4 {
		a := ask(t, url+chatPath, fmt.Sprintf(`"seed":1,"max_tokens":%d,"tool_choice":"required",%s`, most, twoTools))
		c := a.Choices[0]
		if len(c.Message.ToolCalls) != 1 || len(c.Message.ToolCalls[0].Function.Arguments) > 4*2*most || c.Reason != "length" || a.Usage.CompletionTokens != most {
			t.Errorf("at most %d tokens: %s", most, dump(a))
		}
	}
}

func TestFunctions(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 4}})
	f := func(choice, name string) {
		t.Helper()
		for seed := range 5 {
			c := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"functions":[{"name":"get_weather","parameters":%s},{"name":"send_mail","parameters":%s}]%s`,
				seed, weatherSchema, mailSchema, choice)).Choices[0]
			if name == "" {
				if c.Message.FunctionCall != nil || c.Message.Content == nil || c.Reason != "stop" {
					t.Errorf("%s: %s", choice, dump(c))
				}
				continue
			}
			if c.Message.FunctionCall == nil || c.Message.FunctionCall.Name != name || c.Message.Content != nil || c.Message.ToolCalls != nil || c.Reason != "stop" {
				t.Fatalf("%s: %s", choice, dump(c))
			}
			wantCall(t, name, c.Message.FunctionCall.Arguments)
		}
	}
	f(``, "")
	f(`,"function_call":"none"`, "")
	f(`,"function_call":"auto"`, "")
	f(`,"function_call":{"name":"send_mail"}`, "send_mail")
	f(`,"function_call":{"name":"get_weather"}`, "get_weather")
}

func TestCustomTool(t *testing.T) {
	url := serve(t, fast.Config{})
	a := ask(t, url+chatPath, `"seed":1,"tools":[{"type":"custom","custom":{"name":"run \"it\"","format":{"type":"text"}}}],"tool_choice":{"type":"custom","custom":{"name":"run \"it\""}}`)
	call := a.Choices[0].Message.ToolCalls[0]
	if call.Type != "custom" || call.Custom.Name != `run "it"` || pool.Tokens(len(call.Custom.Input)) != a.Usage.CompletionTokens || call.Function.Name != "" {
		t.Errorf("call is %s", dump(call))
	}
}

// TestCustomTool_Grammar checks that inputs match the regular expression of the tool, if any.
func TestCustomTool_Grammar(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(syntax, definition, want string) {
		t.Helper()
		grammar := fmt.Sprintf(`"syntax":%q,"definition":%q`, syntax, definition)
		matching := regexp.MustCompile(want)
		for seed := range 5 {
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"tools":[{"type":"custom","custom":{"name":"c","format":{"type":"grammar","grammar":{%s}}}}],"tool_choice":"required"`, seed, grammar))
			if input := a.Choices[0].Message.ToolCalls[0].Custom.Input; !matching.MatchString(input) {
				t.Errorf("input %q does not match %q", input, definition)
			}
			r := respondWith(t, url, fmt.Sprintf(`"seed":%d,"tools":[{"type":"custom","name":"c","format":{"type":"grammar",%s}}],"tool_choice":"required"`, seed, grammar))
			if input := r.Output[0].Input; !matching.MatchString(input) {
				t.Errorf("input %q of a response does not match %q", input, definition)
			}
		}
	}
	f("regex", `[0-9]{4}-[01][0-9] "(a|b\\)\n"`, `^[0-9]{4}-[01][0-9] "(a|b\\)\n"$`)
	f("regex", `ü|é+`, `^(ü|é+)$`)
	f("regex", `(`, `.`)
	f("regex", `(?=x)y`, `.`)
	f("lark", `start: "x"`, `.`)
}
