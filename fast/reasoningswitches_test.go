package fast_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestReasoning_Switches checks what providers have beside reasoning_effort: whether a model
// reasons, and whether the answer shows it. What is hidden counts all the same.
func TestReasoning_Switches(t *testing.T) {
	on, off := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 40}}), serve(t, fast.Config{})
	f := func(path, accent, members string, shown, counted bool) {
		t.Helper()
		for url, name := range map[string]string{on: "with", off: "without"} {
			if strings.HasPrefix(members, "WITH ") && url != on || strings.HasPrefix(members, "WITHOUT ") && url != off {
				continue
			}
			_, given, _ := strings.Cut(members, " ")
			for _, stream := range []string{"", `"stream":true,"stream_options":{"include_usage":true},`} {
				headers := ""
				if accent != "" {
					headers = "X-Mock-Accent: " + accent + "\r\n"
				}
				_, body := exchange(t, url, request("POST", path, headers, `{`+stream+`"seed":7,`+given+`}`))
				shows := strings.Contains(string(body), `"reasoning":"`) || strings.Contains(string(body), `"reasoning_content":"`)
				if shows != shown {
					t.Errorf("%s, %s, %s reasoning tokens, %s: shown is %v in %s", path, accent, name, given, shows, body)
				}
				if counts := strings.Contains(strings.ReplaceAll(string(body), `"reasoning_tokens":0`, ""), `"reasoning_tokens":`); accent != "vllm" && counts != counted {
					t.Errorf("%s, %s, %s reasoning tokens, %s: counted is %v in %s", path, accent, name, given, counts, body)
				}
			}
		}
	}
	for _, accent := range []string{"", "openrouter"} {
		path := chatPath
		if accent == "" {
			path = "/api/v1/chat/completions"
		}
		f(path, accent, `WITH "n":1`, true, true)
		f(path, accent, `WITHOUT "reasoning":{}`, false, false)
		f(path, accent, `WITHOUT "reasoning_effort":"high"`, false, false)
		f(path, accent, `BOTH "reasoning":{"effort":"low"}`, true, true)
		f(path, accent, `BOTH "reasoning":{"max_tokens":2000}`, true, true)
		f(path, accent, `BOTH "reasoning":{"enabled":true}`, true, true)
		f(path, accent, `BOTH "reasoning":{"enabled":true,"exclude":true}`, false, true)
		f(path, accent, `BOTH "reasoning":{"enabled":false}`, false, false)
		f(path, accent, `BOTH "reasoning":{"effort":"none"}`, false, false)
		f(path, accent, `WITH "include_reasoning":false`, false, true)
		f(path, accent, `WITH "include_reasoning":true,"reasoning":null`, true, true)
		f(path, accent, `WITH "reasoning":{"max_tokens":-1,"exclude":0,"enabled":"no"}`, true, true)
	}
	for _, path := range []string{chatPath, "/chat/completions"} {
		f(path, "deepseek", `BOTH "thinking":{"type":"enabled"}`, true, true)
		f(path, "deepseek", `BOTH "thinking":{"type":"disabled"}`, false, false)
		f(path, "deepseek", `WITH "thinking":{}`, true, true)
	}
	f(chatPath, "groq", `WITH "reasoning_format":"parsed"`, true, true)
	f(chatPath, "groq", `WITH "reasoning_format":"hidden"`, false, true)
	f(chatPath, "groq", `WITH "include_reasoning":false`, false, true)
	f(chatPath, "groq", `WITH "include_reasoning":true`, true, true)
	f(chatPath, "vllm", `WITH "include_reasoning":false`, false, true)
	f(chatPath, "vllm", `WITH "chat_template_kwargs":{"enable_thinking":false}`, false, false)
	f(chatPath, "vllm", `WITH "chat_template_kwargs":{"thinking":false}`, false, false)
	f(chatPath, "vllm", `WITH "chat_template_kwargs":{"enable_thinking":true}`, true, true)
	f(chatPath, "openai", `WITHOUT "reasoning":{"enabled":true,"exclude":true},"thinking":{"type":"enabled"},"include_reasoning":true`, false, false)
}

// TestReasoning_Details wants OpenRouter to repeat what is reasoned in reasoning_details, whole
// and streamed, as the types of its client have them.
func TestReasoning_Details(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{ReasoningTokens: 40}})
	type said struct {
		Reasoning string
		Details   []struct {
			Type, Text, Format string
			Index              int
		} `json:"reasoning_details"`
	}
	f := func(path, headers string) {
		t.Helper()
		_, whole := exchange(t, url, request("POST", path, headers, `{"seed":7}`))
		var all struct{ Choices []struct{ Message said } }
		if err := json.Unmarshal(whole, &all); err != nil {
			t.Fatal(err)
		}
		one := all.Choices[0].Message
		if len(one.Details) != 1 || one.Reasoning == "" || one.Details[0].Text != one.Reasoning || one.Details[0].Type != "reasoning.text" || one.Details[0].Format != "unknown" {
			t.Errorf("%s: %s", path, whole)
		}
		_, stream := exchange(t, url, request("POST", path, headers, `{"seed":7,"stream":true}`))
		_, after, _ := strings.Cut(string(stream), "data: ")
		text := ""
		for _, event := range events(t, []byte("data: "+after)) {
			var e struct{ Choices []struct{ Delta said } }
			if err := json.Unmarshal([]byte(event), &e); err != nil {
				t.Fatal(err)
			}
			for _, c := range e.Choices {
				if (c.Delta.Reasoning != "") != (len(c.Delta.Details) == 1) || len(c.Delta.Details) == 1 && c.Delta.Details[0].Text != c.Delta.Reasoning {
					t.Errorf("%s: %s", path, event)
				}
				text += c.Delta.Reasoning
			}
		}
		if text != one.Reasoning {
			t.Errorf("%s: %q is streamed as %q", path, one.Reasoning, text)
		}
	}
	f("/api/v1/chat/completions", "")
	f(chatPath, "X-Mock-Accent: openrouter\r\n")
	if _, body := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: groq\r\n", `{}`)); strings.Contains(string(body), "reasoning_details") {
		t.Errorf("Groq: %s", body)
	}
}

// TestDeepSeek_Usage wants the usage to say how much of the prompt the cache had even if there
// is none: its reference requires both numbers.
func TestDeepSeek_Usage(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, path := range []string{"/chat/completions", "/beta/completions"} {
		for _, stream := range []string{"", `"stream":true,"stream_options":{"include_usage":true},`} {
			_, body := exchange(t, url, request("POST", path, "", `{`+stream+`"prompt":"hi there","messages":[{"role":"user","content":"hi there"}]}`))
			if want := `"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":2}`; !strings.Contains(string(body), want) {
				t.Errorf("%s: no %s in %s", path, want, body)
			}
		}
	}
}
