package fast_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

const textPath = "/v1/completions"

// TestAccentTexts_Shapes wants the members of legacy completions that vLLM's source and
// DeepSeek's reference have, and those of OpenAI with any other accent.
func TestAccentTexts_Shapes(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(accent, id, whole, choice, chunk, chunkChoice string) {
		t.Helper()
		members := `"prompt":"a","max_tokens":9,"model":"m:accent=` + accent + `"`
		for _, more := range []string{"", `,"logprobs":1`, `,"n":2`} {
			_, body := exchange(t, url, request("POST", textPath, "", `{`+members+more+`}`))
			_, stream := exchange(t, url, request("POST", textPath, "", `{"stream":true,`+members+more+`}`))
			all := append([]string{string(body)}, events(t, stream)...)
			for i, raw := range all {
				var r struct{ Choices []json.RawMessage }
				if err := json.Unmarshal([]byte(raw), &r); err != nil || len(r.Choices) == 0 {
					t.Fatalf("%v: %s", err, raw)
				}
				wants := [2]string{chunk, chunkChoice}
				if i == 0 {
					wants = [2]string{whole, choice}
				}
				if got := [2]string{keysOf(t, []byte(raw)), keysOf(t, r.Choices[0])}; got != wants {
					t.Errorf("%s%s: object %d has %q, want %q", accent, more, i, got, wants)
				}
				if !regexp.MustCompile(`^\{"id":"` + id + `"`).MatchString(raw) {
					t.Errorf("%s: the id is not %s in %s", accent, id, raw)
				}
			}
		}
	}
	const chunk, choice = "choices created id model object", "finish_reason index logprobs text"
	for _, accent := range []string{"openai", "groq", "mistral", "openrouter"} {
		f(accent, `cmpl-[0-9a-z]{24}`, chunk+" usage", choice, chunk, choice)
	}
	f("deepseek", `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}`, chunk+" system_fingerprint usage", choice, chunk+" system_fingerprint", choice)
	f("vllm", `cmpl-[0-9a-f]{32}`, "choices created id kv_transfer_params model object service_tier system_fingerprint usage",
		"finish_reason index logprobs prompt_logprobs prompt_token_ids stop_reason text token_ids",
		chunk+" usage", "finish_reason index logprobs prompt_token_ids stop_reason text token_ids")
}

// TestAccentTexts_VLLM wants vLLM's parameters of legacy completions to be honoured.
func TestAccentTexts_VLLM(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 5}}})
	f := func(headers, members, want string) {
		t.Helper()
		_, body := exchange(t, url, request("POST", textPath, headers, `{"prompt":"a",`+members+`}`))
		if !regexp.MustCompile(want).Match(body) {
			t.Errorf("%s%s: nothing matches %s in %s", headers, members, want, body)
		}
	}
	for _, more := range []string{"", `"logprobs":1,`} {
		f(vllmHeader, more+`"stop":[" "]`, `"finish_reason":"stop","stop_reason":" "`)
		f(vllmHeader, more+`"n":1`, `"finish_reason":"stop","stop_reason":null`)
		f(vllmHeader, more+`"min_tokens":200`, `"completion_tokens":200,`)
		f(vllmHeader, more+`"ignore_eos":true,"max_tokens":60`, `"finish_reason":"length","stop_reason":null.*"completion_tokens":60,`)
		f("", more+`"min_tokens":200,"ignore_eos":true,"max_tokens":60`, `"finish_reason":"stop"\}.*"completion_tokens":5,`)
		f(vllmHeader, more+`"max_tokens":1,"kv_transfer_params":{"do_remote_decode":true}`, `"kv_transfer_params":\{"do_remote_prefill":true,.*"remote_request_id":"cmpl-[0-9a-f]{32}-0",.*\}\}$`)
		f(vllmHeader, more+`"stream":true,"stop":[" "]`, `"finish_reason":"stop","stop_reason":" ","prompt_token_ids":null,"token_ids":null\}\],"usage":null\}`)
	}
	f(vllmHeader, `"prompt_logprobs":1,"stream":true`, `"type":"Bad Request"`)
	f(vllmHeader, `"prompt":[1,2],"prompt_logprobs":1`, `"prompt_logprobs":null`)
	f(vllmHeader, `"stream":true,"stream_options":{"include_usage":true}`, `"choices":\[\],"usage":\{"prompt_tokens":1,`)
}

// TestAccentTexts_PromptLogprobs wants each choice to have those of its own prompt.
func TestAccentTexts_PromptLogprobs(t *testing.T) {
	url := serve(t, fast.Config{})
	prompts := []string{"Where is «Łódź»?", "Be brief."}
	raw, _ := json.Marshal(prompts)
	_, body := exchange(t, url, request("POST", textPath, vllmHeader, `{"n":2,"max_tokens":3,"prompt_logprobs":2,"prompt":`+string(raw)+`}`))
	var r struct {
		Choices []struct {
			Logprobs []map[uint64]struct {
				Rank  int
				Token string `json:"decoded_token"`
			} `json:"prompt_logprobs"`
		}
	}
	if err := json.Unmarshal(body, &r); err != nil || len(r.Choices) != 4 {
		t.Fatalf("%v in %s", err, body)
	}
	for i, c := range r.Choices {
		want := tokenize(t, url, fmt.Sprintf(`"prompt":%q`, prompts[i/2]))
		if len(c.Logprobs) != want.Count || c.Logprobs[0] != nil {
			t.Fatalf("choice %d has %v, want %d tokens", i, c.Logprobs, want.Count)
		}
		for at, one := range c.Logprobs[1:] {
			if got := one[want.Tokens[1+at]]; got.Token != want.Strings[1+at] || got.Rank != 1 || len(one) != 2 {
				t.Errorf("choice %d: token %d has %v", i, 1+at, one)
			}
		}
	}
}

// TestAccentTexts_UsageSoFar wants each event of vLLM to have the tokens so far, if the
// request asks for them, and the last one all.
func TestAccentTexts_UsageSoFar(t *testing.T) {
	for _, c := range []fast.Config{{}, {Answers: fast.Answers{StreamTokensMin: 3, StreamTokensMax: 7}}} {
		url := serve(t, c)
		for _, more := range []string{"", `,"n":3`, `,"logprobs":2`, `,"prompt":["a","b"]`} {
			_, stream := exchange(t, url, request("POST", textPath, vllmHeader, `{"prompt":"a","stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`+more+`}`))
			sent := map[int]int{}
			list := events(t, stream)
			for _, event := range list {
				var r struct {
					Choices []struct{ Index int }
					Usage   *usage
				}
				if err := json.Unmarshal([]byte(event), &r); err != nil || r.Usage == nil {
					t.Fatalf("%v: %s", err, event)
				}
				all := 0
				for _, c := range r.Choices {
					if r.Usage.CompletionTokens < sent[c.Index] {
						t.Errorf("%s: %d tokens after %d: %s", more, r.Usage.CompletionTokens, sent[c.Index], event)
					}
					sent[c.Index] = r.Usage.CompletionTokens
				}
				for _, n := range sent {
					all += n
				}
				if len(r.Choices) == 0 && r.Usage.CompletionTokens != all {
					t.Errorf("%s: %d tokens in all, want %d", more, r.Usage.CompletionTokens, all)
				}
			}
			if !strings.Contains(list[len(list)-1], `"choices":[]`) {
				t.Errorf("the last event is %s", list[len(list)-1])
			}
		}
	}
}
