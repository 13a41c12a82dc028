package fast_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// accented is an answer in some provider's form, or an event of one.
type accented struct {
	Choices []struct {
		Index          int
		Message, Delta *struct {
			Content   *string
			Calls     []json.RawMessage `json:"tool_calls"`
			Reasoning string
			Thought   string `json:"reasoning_content"`
		}
		Finish *string         `json:"finish_reason"`
		Stop   json.RawMessage `json:"stop_reason"`
	}
	Usage *usage
	Groq  *struct {
		ID    string
		Usage *usage
	} `json:"x_groq"`
}

func readAccented(t *testing.T, raw []byte) (r accented) {
	t.Helper()
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return r
}

// TestAccents_Reasoning wants what is reasoned to be text in the provider's member, whole
// and in deltas before the content, and its tokens to be counted.
func TestAccents_Reasoning(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 30}, ReasoningTokens: 40}})
	f := func(path, headers, member, members string, choices int) {
		t.Helper()
		_, whole := exchange(t, url, request("POST", path, headers, `{"model":"m","seed":7,`+members+`}`))
		_, stream := exchange(t, url, request("POST", path, headers, `{"model":"m","seed":7,"stream":true,"stream_options":{"include_usage":true},`+members+`}`))
		all, texts, tokens := readAccented(t, whole), make([]string, choices), 0
		for i, c := range all.Choices {
			texts[i] = c.Message.Thought + c.Message.Reasoning
			if texts[i] == "" || !strings.Contains(string(whole), `"`+member+`":"`) {
				t.Errorf("%s%s: no %s in %s", path, headers, member, whole)
			}
			tokens += pool.Tokens(len(texts[i]))
			if c.Message.Content != nil {
				tokens += pool.Tokens(len(*c.Message.Content))
			}
		}
		if len(all.Choices) != choices || len(all.Choices[0].Message.Calls) == 0 && all.Usage.CompletionTokens != tokens {
			t.Errorf("%s%s: want %d tokens: %s", path, headers, tokens, whole)
		}
		streamed, said := make([]string, choices), make([]bool, choices)
		_, after, _ := strings.Cut(string(stream), "data: ")
		for _, event := range events(t, []byte("data: "+after)) {
			for _, c := range readAccented(t, []byte(event)).Choices {
				thought := c.Delta.Thought + c.Delta.Reasoning
				if thought != "" && said[c.Index] {
					t.Errorf("%s%s: reasoning behind the content: %s", path, headers, event)
				}
				streamed[c.Index] += thought
				said[c.Index] = said[c.Index] || c.Delta.Content != nil && *c.Delta.Content != "" || c.Delta.Calls != nil
			}
		}
		if !slices.Equal(streamed, texts) {
			t.Errorf("%s%s: streams %q, want %q", path, headers, streamed, texts)
		}
	}
	for accent, member := range map[string]string{"deepseek": "reasoning_content", "groq": "reasoning", "openrouter": "reasoning", "vllm": "reasoning_content"} {
		header := "X-Mock-Accent: " + accent + "\r\n"
		f(chatPath, header, member, `"n":1`, 1)
		f(chatPath, header, member, `"n":3`, 3)
		f(chatPath, header, member, `"logprobs":true`, 1)
		f(chatPath, header, member, aTool+`,"tool_choice":"required"`, 1)
	}
	f("/api/v1/chat/completions", "", "reasoning", `"n":2`, 2)
}

// keysOf are the members of an object.
func keysOf(t *testing.T, raw []byte) string {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return strings.Join(slices.Sorted(maps.Keys(object)), " ")
}

// TestAccents_Shapes wants the members that the references of the providers show, without
// reasoning.
func TestAccents_Shapes(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(accent, whole, choice, message, chunk, end string) {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, "", `{"model":"m:accent=`+accent+`"}`))
		var answer struct{ Choices []json.RawMessage }
		var one struct{ Message json.RawMessage }
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		json.Unmarshal(answer.Choices[0], &one)
		_, stream := exchange(t, url, request("POST", chatPath, "", `{"stream":true,"model":"m:accent=`+accent+`"}`))
		all := events(t, stream)
		for i, pair := range [][2]string{
			{keysOf(t, body), whole}, {keysOf(t, answer.Choices[0]), choice}, {keysOf(t, one.Message), message},
			{keysOf(t, []byte(all[1])), chunk}, {keysOf(t, []byte(all[len(all)-1])), end},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s, object %d: members are %q, want %q", accent, i, pair[0], pair[1])
			}
		}
	}
	const chunk = "choices created id model object"
	f("openai", chunk+" service_tier system_fingerprint usage", "finish_reason index logprobs message", "annotations content refusal role", chunk+" service_tier system_fingerprint", chunk+" service_tier system_fingerprint")
	f("deepseek", chunk+" system_fingerprint usage", "finish_reason index logprobs message", "content role", chunk+" system_fingerprint", chunk+" system_fingerprint usage")
	f("groq", chunk+" service_tier system_fingerprint usage x_groq", "finish_reason index logprobs message", "content role", chunk+" system_fingerprint", chunk+" system_fingerprint x_groq")
	f("mistral", chunk+" usage", "finish_reason index message", "content prefix role tool_calls", chunk, chunk+" usage")
	f("openrouter", chunk+" system_fingerprint usage", "finish_reason index logprobs message", "content role", chunk+" system_fingerprint", chunk+" system_fingerprint")
	f("vllm", "choices created id kv_transfer_params model object prompt_logprobs prompt_token_ids service_tier system_fingerprint usage", "finish_reason index logprobs message stop_reason",
		"annotations audio content function_call reasoning_content refusal role tool_calls", chunk, chunk)
}

// TestAccents_MessageMembers wants a message to have the same members whatever the request asks
// for besides plain text.
func TestAccents_MessageMembers(t *testing.T) {
	url := serve(t, fast.Config{})
	members := func(accent, more string) string {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, "", `{"model":"m:accent=`+accent+`"`+more+`}`))
		var answer struct {
			Choices []struct{ Message json.RawMessage }
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		return keysOf(t, answer.Choices[0].Message)
	}
	for accent := profile.NoAccent + 1; accent < profile.Accents; accent++ {
		name := accent.String()
		for _, more := range []string{`,"logprobs":true`, `,"response_format":{"type":"json_object"}`} {
			if got, want := members(name, more), members(name, ""); got != want {
				t.Errorf("%s with %s: members are %q, want %q", name, more, got, want)
			}
		}
	}
	const calling = "annotations audio content function_call reasoning_content refusal role tool_calls"
	if got := members("vllm", `,"tool_choice":"required",`+aTool); got != calling {
		t.Errorf("members are %q, want %q", got, calling)
	}
}

// TestAccents_Ignored wants a provider to ignore what only OpenAI's API knows.
func TestAccents_Ignored(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, accent := range []string{"mistral", "vllm"} {
		for _, more := range []string{`"modalities":["text","audio"]`, `"functions":[{"name":"f"}],"function_call":{"name":"f"}`} {
			_, body := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: "+accent+"\r\n", `{`+more+`}`))
			if r := readAccented(t, body); r.Choices[0].Message.Content == nil || *r.Choices[0].Message.Content == "" {
				t.Errorf("%s with %s: %s", accent, more, body)
			}
		}
	}
}

func TestAccents_Groq(t *testing.T) {
	url := serve(t, fast.Config{})
	_, stream := exchange(t, url, request("POST", chatPath, "X-Mock-Accent: groq\r\n", `{"n":2,"stream":true}`))
	all := events(t, stream)
	first, last := readAccented(t, []byte(all[0])), readAccented(t, []byte(all[len(all)-1]))
	if first.Groq == nil || !strings.HasPrefix(first.Groq.ID, "req_") || first.Groq.Usage != nil {
		t.Errorf("first event is %s", all[0])
	}
	if last.Groq == nil || last.Groq.Usage == nil || last.Groq.Usage.CompletionTokens == 0 || *last.Choices[0].Finish != "stop" {
		t.Errorf("last event is %s", all[len(all)-1])
	}
	if n := strings.Count(string(stream), "x_groq"); n != 2 {
		t.Errorf("%d events have x_groq", n)
	}
}

// TestAccents_VLLM wants the stop sequence to be named, and the least tokens and an ignored
// end to be honoured, by vLLM alone.
func TestAccents_VLLM(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 5}, Models: []string{"a"}, Accent: profile.VLLM}})
	f := func(headers, members, finish, stop string, tokens int) {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, headers, `{`+members+`}`))
		r := readAccented(t, body)
		if len(r.Choices) != 1 {
			t.Fatalf("%s%s: %s", headers, members, body)
		}
		if c := r.Choices[0]; *c.Finish != finish || string(c.Stop) != stop || tokens > 0 && r.Usage.CompletionTokens != tokens {
			t.Errorf("%s%s: %s", headers, members, body)
		}
	}
	for _, more := range []string{"", `"logprobs":true,`} {
		f("", more+`"stop":[" "]`, "stop", `" "`, 0)
		f("", more+`"n":1`, "stop", `null`, 5)
		f("", more+`"min_tokens":200`, "stop", `null`, 200)
		f("", more+`"ignore_eos":true,"max_tokens":60`, "length", `null`, 60)
		f("", more+`"min_tokens":200,"max_tokens":50,"kv_transfer_params":{"a":1},"prompt_logprobs":3`, "length", `null`, 50)
		f("X-Mock-Accent: openai\r\n", more+`"min_tokens":200,"ignore_eos":true,"max_tokens":60`, "stop", ``, 5)
	}
	f("", `"min_tokens":"many","ignore_eos":7`, "stop", `null`, 5)
	_, list := exchange(t, url, request("GET", "/v1/models", "", ""))
	if want := `{"id":"a","object":"model","created":1735689600,"owned_by":"vllm","root":"a","parent":null,"max_model_len":131072,"permission":[]}`; !strings.Contains(string(list), want) {
		t.Errorf("models are %s", list)
	}
}

// TestAccents_AllocateNothing has the accents come from the profiles of models.
func TestAccents_AllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	profiles := map[string]profile.Profile{}
	for accent := range profile.Accents {
		p := fast.Config{Answers: fast.Answers{Accent: accent, ReasoningTokens: 20}}.Profile()
		profiles[accent.String()+"-reasoning"] = p
		p.ReasoningTokens = 0
		profiles[accent.String()] = p
	}
	handler := handlerOf(t, fast.Config{Answers: fast.Answers{Profiles: profiles}})
	f := func(path, model, prompt string) {
		for _, more := range []string{`"stream":false`, `"stream":true`, `"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`,
			`"prompt_logprobs":2,"max_tokens":1,"kv_transfer_params":{"do_remote_decode":true}`} {
			ctx := newRequest("POST", path, fmt.Sprintf(`{"model":%q,%s,%s}`, model, more, prompt))
			if n := testing.AllocsPerRun(200, func() {
				ctx.Response.Reset()
				handler(ctx)
				if ctx.Response.IsBodyStream() {
					ctx.Response.CloseBodyStream()
				}
				if ctx.Response.StatusCode() != fasthttp.StatusOK {
					t.Fatalf("%s: %s", model, ctx.Response.Body())
				}
			}); n != 0 {
				t.Errorf("%s %s, %s: %v allocations", path, model, more, n)
			}
		}
	}
	for model := range profiles {
		f(chatPath, model, `"messages":[{"role":"user","content":"hi Łódź"}]`)
		f(textPath, model, `"prompt":["hi Łódź","a"]`)
	}
}
