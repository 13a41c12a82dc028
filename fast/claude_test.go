package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

// claudeAnswer returns the answer of a model at the Messages API or at InvokeModel.
func claudeAnswer(t *testing.T, url, model, members string, invoked, streamed bool) string {
	t.Helper()
	path := messagesPath
	if invoked {
		path = "/model/" + model + "/invoke"
		members = `"anthropic_version":"bedrock-2023-05-31",` + members
	} else {
		members = `"model":"` + model + `",` + members
	}
	if streamed && !invoked {
		members = `"stream":true,` + members
	}
	_, body := asked(t, url, path, `{`+members+`}`)
	return body
}

// TestClaude_FillsWindow wants models from Claude 4.5 on to take a max_tokens that exceeds the
// context window, and to say so if the answer fills it:
// https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons.
func TestClaude_FillsWindow(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ContextWindow: 300, Tokens: pool.Sampler{Mean: 100}}})
	f := func(model, max, want string) {
		t.Helper()
		members := `"max_tokens":` + max + `,"messages":[{"role":"user","content":"` + long + `"}]`
		for _, invoked := range []bool{false, true} {
			for _, streamed := range []bool{false, true} {
				if body := claudeAnswer(t, url, model, members, invoked, streamed); !strings.Contains(body, want) {
					t.Errorf("%s, at most %s: no %s in %s", model, max, want, body)
				}
			}
		}
	}
	const exceeded, cut, refused = `"stop_reason":"model_context_window_exceeded"`, `"stop_reason":"max_tokens"`, "exceed context limit: 250 + 51 > 300"
	for _, model := range []string{"claude-sonnet-4-5-20250929", "us.anthropic.claude-opus-4-6-v1", "claude-opus-5", "claude-haiku-5-5"} {
		f(model, "51", exceeded)
		f(model, "9000", exceeded)
		f(model, "50", cut)
	}
	for _, model := range []string{"claude-3-5-sonnet-20241022", "claude-sonnet-4-20250514", "claude-opus-4-1", "m"} {
		f(model, "51", refused)
		f(model, "50", cut)
	}
}

// TestClaude_HidesThinking wants models from Opus 4.7 on to show what they think only if they are
// told so: https://platform.claude.com/docs/en/build-with-claude/thinking#controlling-thinking-display.
func TestClaude_HidesThinking(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(model, thinking string, shown bool) {
		t.Helper()
		members := `"max_tokens":4096,"thinking":` + thinking + `,"messages":[{"role":"user","content":"hi"}]`
		for _, invoked := range []bool{false, true} {
			for _, streamed := range []bool{false, true} {
				body := claudeAnswer(t, url, model, members, invoked, streamed)
				text := `"type":"thinking","thinking":"`
				if streamed && !invoked {
					text = `"type":"thinking_delta","thinking":"`
				}
				if shows := strings.Contains(strings.ReplaceAll(body, text+`"`, ""), text); shows != shown || !strings.Contains(body, `"signature":"`) {
					t.Errorf("%s %s: shown is %v in %s", model, thinking, shows, body)
				}
			}
		}
	}
	for _, model := range []string{"claude-opus-4-7", "claude-sonnet-5", "claude-opus-5-5", "claude-fable-5-1"} {
		f(model, `{"type":"adaptive"}`, false)
		f(model, `{"type":"adaptive","display":null}`, false)
		f(model, `{"type":"adaptive","display":"summarized"}`, true)
	}
	for _, model := range []string{"claude-opus-4-6", "claude-sonnet-4-5", "claude-3-7-sonnet-20250219", "m"} {
		f(model, `{"type":"enabled","budget_tokens":2000}`, true)
		f(model, `{"type":"adaptive","display":"omitted"}`, false)
	}
}

// TestMessages_ServerTools wants a tool_choice that names a tool which Anthropic runs itself to
// be no error, and the computer to be used.
func TestMessages_ServerTools(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ToolCallRate: 1}})
	const search, weather = `{"type":"web_search_20250305","name":"web_search"}`, `{"name":"weather","input_schema":{"type":"object"}}`
	f := func(tools, choice, has, lacks string) {
		t.Helper()
		res, body := asked(t, url, messagesPath, `{"max_tokens":99,"tools":[`+tools+`],"tool_choice":`+choice+`,`+messageMembers+`}`)
		if res.StatusCode != 200 || !strings.Contains(body, has) || lacks != "" && strings.Contains(body, lacks) {
			t.Errorf("%s %s: %s", tools, choice, body)
		}
	}
	f(search+`,`+weather, `{"type":"tool","name":"web_search"}`, `"stop_reason":"end_turn"`, "tool_use")
	f(weather+`,`+search, `{"type":"tool","name":"weather"}`, `"name":"weather"`, "")
	f(`{"type":"computer_20250124","name":"computer","display_width_px":1,"display_height_px":1}`, `{"type":"any"}`, `"name":"computer","input":{"action":"screenshot"}`, "")
}
