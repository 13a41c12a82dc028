package fast_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// TestAccents_IDs wants the ids of answers and calls to have the form of the provider.
func TestAccents_IDs(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(accent, id, call string) {
		t.Helper()
		for _, stream := range []string{"", `,"stream":true`} {
			_, body := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: "+accent+"\r\n", `{`+aTool+`,"tool_choice":"required"`+stream+`}`))
			for _, want := range []string{`\{"id":"` + id + `"`, `\{("index":0,)?"id":"` + call + `"`} {
				if !regexp.MustCompile(want).Match(body) {
					t.Errorf("%s: nothing matches %s in %s", accent, want, body)
				}
			}
		}
	}
	f("openai", `chatcmpl-[0-9a-x]{24}`, `call_[0-9a-x]{24}`)
	f("deepseek", `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`, `call_[0-9a-x]{24}`)
	f("mistral", `[0-9a-f]{32}`, `[0-9a-x]{9}`)
	f("vllm", `chatcmpl-[0-9a-f]{32}`, `chatcmpl-tool-[0-9a-f]{32}`)
}

// TestAccents_MistralCalls wants the calls of a stream whole, in its last event, and an empty
// content beside calls: LangChain4j's client reads null as a list.
func TestAccents_MistralCalls(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.Mistral}})
	_, whole := exchange(t, url, request("POST", chatPath, "", `{"random_seed":3,`+twoTools+`,"tool_choice":"any"}`))
	_, stream := exchange(t, url, request("POST", chatPath, "", `{"random_seed":3,"stream":true,`+twoTools+`,"tool_choice":"any"}`))
	type message struct {
		Calls []struct {
			ID       string
			Index    *int
			Function struct{ Name, Arguments string }
		} `json:"tool_calls"`
	}
	var all struct{ Choices []struct{ Message message } }
	var last struct {
		Choices []struct {
			Delta  message
			Finish string `json:"finish_reason"`
		}
		Usage usage
	}
	list := events(t, stream)
	if err := json.Unmarshal(whole, &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(list[len(list)-1]), &last); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(whole), `"role":"assistant","content":"",`) {
		t.Errorf("no empty content in %s", whole)
	}
	want, got := all.Choices[0].Message.Calls, last.Choices[0].Delta.Calls
	if len(list) != 2 || len(got) == 0 || len(got) != len(want) || last.Choices[0].Finish != "tool_calls" || last.Usage.CompletionTokens == 0 {
		t.Fatalf("%s is streamed as %s", whole, stream)
	}
	for i := range got {
		if got[i].Function != want[i].Function || got[i].Index == nil || *got[i].Index != i || !json.Valid([]byte(got[i].Function.Arguments)) {
			t.Errorf("call %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}

// TestAccents_GroqPath wants Groq's form at the path that its client asks, which is that of
// Azure for any other accent.
func TestAccents_GroqPath(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(model, has, lacks string) {
		t.Helper()
		_, body := exchange(t, url, request("POST", azureV1Path, "", `{"model":"`+model+`"}`))
		if !strings.Contains(string(body), has) || strings.Contains(string(body), lacks) {
			t.Errorf("%s: %s", model, body)
		}
	}
	f("m:accent=groq", "x_groq", "filter_results")
	f("m:accent=vllm", "filter_results", "x_groq")
	f("m", "filter_results", "x_groq")
}
