package fast_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

const vllmHeader = "X-Mock-Accent: vllm\r\n"

// TestVLLM_UsageSoFar wants every event of a stream to count the tokens that its choice has
// sent, whether events are rendered in batches or one by one, and the last event to count all.
func TestVLLM_UsageSoFar(t *testing.T) {
	f := func(url, members string) {
		t.Helper()
		_, stream := exchange(t, url, request("POST", chatPath, vllmHeader,
			`{"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"messages":[{"role":"user","content":"hello"}],`+members+`}`))
		said, sum := map[int]int{}, 0
		all := events(t, stream)
		for i, event := range all {
			var e struct {
				Choices []struct {
					Index int
					Delta struct {
						Content   string
						Reasoning string                                          `json:"reasoning_content"`
						Calls     []struct{ Function struct{ Arguments string } } `json:"tool_calls"`
					}
				}
				Usage *usage
			}
			if err := json.Unmarshal([]byte(event), &e); err != nil {
				t.Fatalf("%v in %s", err, event)
			}
			want := sum
			if i < len(all)-1 {
				c := e.Choices[0]
				text := c.Delta.Content + c.Delta.Reasoning
				if len(c.Delta.Calls) > 0 {
					text = c.Delta.Calls[0].Function.Arguments
				}
				tokens := pool.Tokens(len([]rune(text)))
				said[c.Index] += tokens
				sum, want = sum+tokens, said[c.Index]
			}
			if e.Usage == nil || e.Usage.CompletionTokens != want || e.Usage.PromptTokens != 2 || e.Usage.TotalTokens != 2+want {
				t.Errorf("%s: event %d counts not %d tokens: %s", members, i, want, event)
			}
		}
	}
	for _, wait := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{
			Answers: fast.Answers{Tokens: pool.Sampler{Mean: 90}, StreamTokensMin: 1, StreamTokensMax: 5}, Timing: fast.Timing{ResponseDelay: wait},
		})
		for _, members := range []string{`"n":1`, `"n":3`, `"logprobs":true`, `"model":"m:reasoning-tokens=30"`, aTool + `,"tool_choice":"required"`} {
			f(url, members)
		}
	}
}

// TestVLLM_UsageSoFar_Others wants the usage at the end alone from any other accent, and
// where the usage is not asked for none at all.
func TestVLLM_UsageSoFar_Others(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(headers, options string, want int) {
		t.Helper()
		_, stream := exchange(t, url, request("POST", chatPath, headers, `{"stream":true,"stream_options":{`+options+`}}`))
		if n := strings.Count(string(stream), `"completion_tokens":`); n != want {
			t.Errorf("%s%s: %d events have a usage, want %d", headers, options, n, want)
		}
	}
	f("", `"include_usage":true,"continuous_usage_stats":true`, 1)
	f(vllmHeader, `"continuous_usage_stats":true`, 0)
	f(vllmHeader, `"include_usage":true,"continuous_usage_stats":false`, 1)
}

// tokenized is the answer of /tokenize.
type tokenized struct {
	Count   int
	Tokens  []uint64
	Strings []string `json:"token_strs"`
}

// tokenize has the server tokenize a text or the messages in members.
func tokenize(t *testing.T, url, members string) (r tokenized) {
	t.Helper()
	_, body := exchange(t, url, request("POST", "/tokenize", "", `{"return_token_strs":true,`+members+`}`))
	if err := json.Unmarshal(body, &r); err != nil || r.Count != len(r.Tokens) || r.Count != len(r.Strings) {
		t.Fatalf("%v: %s is tokenized as %s", err, members, body)
	}
	return r
}

// TestVLLM_Tokenize wants as many tokens as the usage of a chat counts, whose ids are turned
// back into the text.
func TestVLLM_Tokenize(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Text: pool.Rich, Tokens: pool.Sampler{Mean: 5}}})
	f := func(content, text string) {
		t.Helper()
		messages := `"messages":[{"role":"user","content":` + content + `}]`
		_, body := exchange(t, url, request("POST", chatPath, "", `{`+messages+`}`))
		counted := readAccented(t, body).Usage.PromptTokens
		got := tokenize(t, url, messages)
		if got.Count != counted || strings.Join(got.Strings, "") != text {
			t.Errorf("%s: %d tokens are counted, want %+v", content, counted, got)
		}
		ids, _ := json.Marshal(map[string]any{"tokens": got.Tokens})
		_, body = exchange(t, url, request("POST", "/detokenize", "", string(ids)))
		var back struct{ Prompt string }
		if json.Unmarshal(body, &back); back.Prompt != text {
			t.Errorf("%s comes back as %s", content, body)
		}
	}
	f(`""`, "")
	f(`"a"`, "a")
	f(`"\u0000\n\"\\/ tab\t"`, "\x00\n\"\\/ tab\t")
	f(`"Łódź \ud83d\ude00é日本語"`, "Łódź 😀é日本語")
	f(`[{"type":"text","text":"abc"},{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"defgh"}]`, "abcdefgh")
	f(`"one","content":"another"`, "another")
	f(strconv.Quote(strings.Repeat("All work and no play. ", 500)), strings.Repeat("All work and no play. ", 500))
	if a, b := tokenize(t, url, `"prompt":"Łódź!"`), tokenize(t, serve(t, fast.Config{}), `"prompt":"Łódź!"`); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("two servers have %v and %v", a, b)
	}
}

func TestVLLM_Detokenize_Failure(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, body, param string) {
		t.Helper()
		answer, said := exchange(t, url, request("POST", path, "", body))
		if answer.StatusCode != 400 || !strings.Contains(string(said), `"param":"`+param+`"`) {
			t.Errorf("%s %s: %d %s", path, body, answer.StatusCode, said)
		}
	}
	f("/detokenize", `{}`, "tokens")
	f("/detokenize", `{"tokens":"a"}`, "tokens")
	f("/detokenize", `{"tokens":["a"]}`, "tokens[0]")
	for _, id := range []string{"0", "1", "127", "-5", "2.5", "1e9", "536870912", "4503599627370497", "99999999999999999999"} {
		f("/detokenize", `{"tokens":[225,`+id+`]}`, "tokens[1]")
	}
	f("/tokenize", `{}`, "prompt")
	f("/tokenize", `{"prompt":[1,2]}`, "prompt")
	f("/tokenize", `{"messages":7}`, "messages")
}

// TestVLLM_PromptLogprobs wants an object for each token of the prompt but the first, whose
// names are the ids that /tokenize gives.
func TestVLLM_PromptLogprobs(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.VLLM}})
	const messages = `"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is «Łódź»?"}]`
	want := tokenize(t, url, messages)
	f := func(top, candidates int) {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, "", fmt.Sprintf(`{"prompt_logprobs":%d,%s}`, top, messages)))
		var r struct {
			Logprobs []map[uint64]struct {
				Logprob float64
				Rank    int
				Token   string `json:"decoded_token"`
			} `json:"prompt_logprobs"`
		}
		if err := json.Unmarshal(body, &r); err != nil || len(r.Logprobs) != want.Count || r.Logprobs[0] != nil {
			t.Fatalf("%v in %s", err, body)
		}
		for i, one := range r.Logprobs[1:] {
			if got := one[want.Tokens[1+i]]; got.Token != want.Strings[1+i] || got.Rank != 1 || got.Logprob > 0 || len(one) != candidates {
				t.Errorf("%d: token %d has %v", top, 1+i, one)
			}
		}
	}
	f(0, 1)
	f(1, 1)
	f(3, 3)
	f(-1, 20)
	f(1000, 20)
	for _, members := range []string{`"prompt_logprobs":-2`, `"prompt_logprobs":1,"stream":true`} {
		if answer, body := exchange(t, url, request("POST", chatPath, "", "{"+members+"}")); answer.StatusCode != 400 || !strings.Contains(string(body), "{\"error\":{\"message\":\"`prompt_logprobs` ") {
			t.Errorf("%s: %d %s", members, answer.StatusCode, body)
		}
	}
}

// TestVLLM_KVTransfer wants an answer of one token to tell where the prompt is cached, if
// the request says that another server is to decode.
func TestVLLM_KVTransfer(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Accent: profile.VLLM}})
	f := func(members, want string) {
		t.Helper()
		_, body := exchange(t, url, request("POST", chatPath, "", `{"messages":[{"role":"user","content":"`+strings.Repeat("word", 33)+`"}],`+members+`}`))
		if !regexp.MustCompile(`"kv_transfer_params":` + want + `\}$`).Match(body) {
			t.Errorf("%s: %s", members, body)
		}
	}
	const where = `\{"do_remote_prefill":true,"do_remote_decode":false,"remote_block_ids":\[\d+,\d+,\d+\],"remote_engine_id":"[0-9a-f-]{36}",` +
		`"remote_request_id":"chatcmpl-[0-9a-f]{32}","remote_host":"localhost","remote_port":5600,"tp_size":1\}`
	f(`"max_tokens":1,"kv_transfer_params":{"do_remote_decode":true,"do_remote_prefill":false}`, where)
	f(`"max_tokens":1,"kv_transfer_params":{"do_remote_prefill":true,"do_remote_decode":false,"remote_block_ids":[1]}`, `null`)
	f(`"max_tokens":1,"kv_transfer_params":7`, `null`)
	f(`"kv_transfer_params":{"do_remote_decode":true}`, `null`)
}
