package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/latency"
)

// story is a text of so many tokens. Stories of another kind have another beginning.
func story(kind byte, tokens int) string { return strings.Repeat(string(kind)+"ord", tokens) }

// numberAt returns the last number in answer that follows the JSON name of a member, -1 if
// there is none.
func numberAt(answer, name string) (n int) {
	all := regexp.MustCompile(`"`+name+`":(\d+)`).FindAllStringSubmatch(answer, -1)
	if len(all) == 0 {
		return -1
	}
	fmt.Sscan(all[len(all)-1][1], &n)
	return n
}

func withPromptCache() fast.Config {
	return fast.Config{Answers: fast.Answers{PromptCache: 1 << 20}}
}

// TestPromptCache wants the usage of every dialect that tells of a cache to be true: nothing
// the first time, and then as much as the blocks or marks of the prompt say.
func TestPromptCache(t *testing.T) {
	url := serve(t, withPromptCache())
	wantNumbers := func(path, body string, wants map[string]int) {
		t.Helper()
		res, answer := asked(t, url, path, body)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, answer)
		}
		for name, want := range wants {
			if got := numberAt(answer, name); got != want {
				t.Errorf("%s %.70s: %s is %d, want %d in %s", path, body, name, got, want, answer)
			}
		}
	}
	kind := byte('a')
	f := func(path, body string, first, again map[string]int) {
		t.Helper()
		kind++
		body = strings.ReplaceAll(body, "STORY", story(kind, 1_500))
		wantNumbers(path, body, first)
		wantNumbers(path, body, again)
	}
	const chat = `"messages":[{"role":"user","content":"STORY"}]}`
	none := map[string]int{"cached_tokens": 0, "prompt_tokens": 1_500}
	cached := map[string]int{"cached_tokens": 1_408, "prompt_tokens": 1_500}
	const counted = `{"stream":true,"stream_options":{"include_usage":true},`
	for _, path := range []string{"/v1/chat/completions", azureChatPath, azureV1Path, "/api/v1/chat/completions"} {
		f(path, "{"+chat, none, cached)
		f(path, counted+chat, none, cached)
	}
	f("/v1/chat/completions", `{"messages":[{"role":"user","content":[{"type":"text","text":"STORY"}]}]}`, none, cached)
	f("/v1/chat/completions", `{"model":"gpt-5.6",`+chat, map[string]int{"cached_tokens": 0, "cache_write_tokens": 1_408},
		map[string]int{"cached_tokens": 1_408, "cache_write_tokens": 0})
	f("/v1/chat/completions", `{"model":"m:accent=deepseek",`+chat, map[string]int{"prompt_cache_hit_tokens": 0, "prompt_cache_miss_tokens": 1_500},
		map[string]int{"prompt_cache_hit_tokens": 1_472, "prompt_cache_miss_tokens": 28, "cached_tokens": 1_472})
	for accent, read := range map[string]int{"groq": 1_408, "vllm": 1_488} {
		f("/v1/chat/completions", `{"model":"m:accent=`+accent+`",`+chat, map[string]int{"cached_tokens": -1}, map[string]int{"cached_tokens": read})
	}
	for _, stream := range []string{``, `"stream":true,`} {
		for _, path := range []string{"/v1/responses", "/openai/responses" + azureVersion} {
			f(path, `{`+stream+`"instructions":"Be brief.","input":"STORY"}`, map[string]int{"cached_tokens": 0, "input_tokens": 1_503},
				map[string]int{"cached_tokens": 1_408, "input_tokens": 1_503})
		}
		f("/v2/chat", `{`+stream+chat, map[string]int{"cached_tokens": 0}, map[string]int{"cached_tokens": 1_408})
	}
	for _, method := range []string{":generateContent", ":streamGenerateContent", ":streamGenerateContent?alt=sse"} {
		f("/v1beta/models/gemini-2.5-flash"+method, `{"contents":[{"parts":[{"text":"STORYSTORY"}]}]}`,
			map[string]int{"cachedContentTokenCount": -1, "promptTokenCount": 3_000}, map[string]int{"cachedContentTokenCount": 2_944, "promptTokenCount": 3_000})
	}

	const mark = `"cache_control":{"type":"ephemeral"}`
	created, read := map[string]int{
		"input_tokens": 1, "cache_creation_input_tokens": 1_500, "cache_read_input_tokens": 0, "ephemeral_5m_input_tokens": 1_500, "ephemeral_1h_input_tokens": 0,
	}, map[string]int{
		"input_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 1_500, "ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0,
	}
	const system = `"system":[{"type":"text","text":"STORY",` + mark + `}],"messages":[{"role":"user","content":"hi"}]}`
	for _, stream := range []string{``, `"stream":true,`} {
		f("/v1/messages", `{"max_tokens":9,`+stream+system, created, read)
	}
	f("/model/m/invoke", `{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,`+system, created, read)
	f("/v1/messages", `{"max_tokens":9,"system":[{"type":"text","text":"STORY"}],"messages":[]}`,
		map[string]int{"cache_creation_input_tokens": 0, "input_tokens": 1_500}, map[string]int{"cache_read_input_tokens": 0, "input_tokens": 1_500})
	f("/v1/messages", `{"max_tokens":9,"model":"claude-haiku-3-5",`+system, map[string]int{"cache_creation_input_tokens": 0}, map[string]int{"cache_read_input_tokens": 0})
	f("/v1/messages", `{"max_tokens":9,"cache_control":{"type":"ephemeral","ttl":"1h"},"system":"STORY","messages":[{"role":"user","content":"hi"}]}`,
		map[string]int{"cache_creation_input_tokens": 1_501, "ephemeral_1h_input_tokens": 1_501}, map[string]int{"cache_read_input_tokens": 1_501, "input_tokens": 0})
	for _, method := range []string{"/converse", "/converse-stream"} {
		f("/model/m"+method, `{"system":[{"text":"STORY"},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"hi"}]}]}`,
			map[string]int{"cacheReadInputTokens": 0, "cacheWriteInputTokens": 1_500}, map[string]int{"cacheReadInputTokens": 1_500, "cacheWriteInputTokens": 0})
	}
	f("/model/m/converse", `{"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"STORY","inputSchema":{"json":{}}}},{"cachePoint":{"type":"default","ttl":"1h"}}]},"messages":[]}`,
		map[string]int{"cacheReadInputTokens": 0, "inputTokens": 0}, map[string]int{"cacheWriteInputTokens": 0, "inputTokens": 0})
}

// TestPromptCache_Least checks the shortest prefix that each model caches.
func TestPromptCache_Least(t *testing.T) {
	url := serve(t, withPromptCache())
	f := func(path, body, name string, least int) {
		t.Helper()
		for _, tokens := range []int{least - 1, least} {
			body := strings.ReplaceAll(body, "STORY", story('w', tokens))
			asked(t, url, path, body)
			_, answer := asked(t, url, path, body)
			if got := max(numberAt(answer, name), 0); got != tokens/least*least {
				t.Errorf("%s %.40s: %d of %d tokens are cached", path, body, got, tokens)
			}
		}
	}
	for model, least := range map[string]int{
		"claude-opus-5": 512, "claude-fable-5-1": 512, "claude-sonnet-5": 1024, "claude-sonnet-4-6": 1024, "claude-opus-4-8": 1024, "claude-opus-4-1": 1024,
		"claude-opus-4-7": 2048, "claude-3-5-haiku-latest": 2048, "claude-opus-4-6": 4096, "claude-opus-4-5-20251101": 4096, "claude-haiku-4-5": 4096,
	} {
		f("/v1/messages", `{"model":"`+model+`","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"STORY","cache_control":{"type":"ephemeral"}}]}]}`,
			"cache_read_input_tokens", least)
	}
	for model, least := range map[string]int{"gemini-2.5-flash": 2048, "gemini-2.5-pro": 2048, "gemini-3.5-flash": 4096, "gemini-4-argon": 4096} {
		f("/v1beta/models/"+model+":generateContent", `{"contents":[{"parts":[{"text":"STORY"}]}]}`, "cachedContentTokenCount", least)
	}
}

// TestPromptCache_Conversation wants each turn to read what the turn before has written,
// whatever is marked and however the conversation is continued.
func TestPromptCache_Conversation(t *testing.T) {
	url := serve(t, withPromptCache())
	long, more := story('w', 2_000), story('x', 400)
	first := `{"role":"user","content":[{"type":"text","text":"` + long + `"MARK}]}`
	second := `{"role":"assistant","content":"` + more + `"},{"role":"user","content":[{"type":"text","text":"` + more + `","cache_control":{"type":"ephemeral"}}]}`
	f := func(messages string, read, written int) {
		t.Helper()
		_, answer := asked(t, url, "/v1/messages", `{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[`+messages+`]}`)
		if r, w := numberAt(answer, "cache_read_input_tokens"), numberAt(answer, "cache_creation_input_tokens"); r != read || w != written {
			t.Errorf("read %d, written %d, want %d, %d", r, w, read, written)
		}
	}
	f(strings.Replace(first, "MARK", `,"cache_control":{"type":"ephemeral"}`, 1), 0, 2_000)
	f(strings.Replace(first, "MARK", ``, 1)+","+second, 2_000, 800)
	f(strings.Replace(first, "MARK", ``, 1)+","+second, 2_800, 0)

	var response struct{ ID string }
	postJSON(t, url+"/v1/responses", `{"input":"`+long+`"}`, &response)
	_, answer := asked(t, url, "/v1/responses", `{"previous_response_id":"`+response.ID+`","input":"go on"}`)
	if got := numberAt(answer, "cached_tokens"); got < 1_920 || got > 2_000 {
		t.Errorf("a response to go on reads %d tokens", got)
	}
	if err := json.Unmarshal([]byte(answer), &response); err != nil {
		t.Fatal(err)
	}
	before := numberAt(answer, "input_tokens")
	_, answer = asked(t, url, "/v1/responses", `{"previous_response_id":"`+response.ID+`","input":"go on"}`)
	if got := numberAt(answer, "cached_tokens"); got <= before-256 || got > before {
		t.Errorf("the next one reads %d tokens, %d were there", got, before)
	}

	postJSON(t, url+conversationsPath, `{}`, &response)
	asked(t, url, responsesPath, `{"conversation":"`+response.ID+`","input":"`+story('y', 2_000)+`"}`)
	_, answer = asked(t, url, responsesPath, `{"conversation":"`+response.ID+`","input":"go on"}`)
	if got := numberAt(answer, "cached_tokens"); got < 1_920 || got > 2_000 {
		t.Errorf("the next turn of a conversation reads %d tokens", got)
	}
}

// TestPromptCache_Apart wants prompts of other keys, models and prompt_cache_keys, with
// other tools or images, to have nothing in common.
func TestPromptCache_Apart(t *testing.T) {
	url := serve(t, withPromptCache())
	f := func(want int, more, image string, headers ...string) {
		t.Helper()
		body := `{` + more + `"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"` + image + `"}},{"type":"text","text":"` + story('w', 1_100) + `"}]}]}`
		if _, answer := asked(t, url, "/v1/chat/completions", body, headers...); numberAt(answer, "cached_tokens") != want {
			t.Errorf("%.60s %s: want %d in %s", body, headers, want, answer)
		}
	}
	f(0, ``, "a")
	f(1_024, ``, "a")
	f(1_024, `"temperature":1,`, "a")
	f(0, ``, "b")
	f(0, ``, "a", "Authorization", "Bearer one")
	f(0, ``, "a", "Authorization", "Bearer two")
	f(1_024, ``, "a", "Authorization", "Bearer one")
	f(0, `"prompt_cache_key":"k",`, "a")
	f(1_024, `"prompt_cache_key":"k",`, "a")
	f(0, `"model":"gpt-4o",`, "a")
	f(1_024, `"model":"gpt-4o:tokens=7",`, "a")
	f(0, `"tools":[{"type":"function","function":{"name":"f"}}],`, "a")
	f(0, `"tools":[{"type":"function","function":{"name":"g"}}],`, "a")
}

// TestPromptCache_Deterministic wants answers not to depend on earlier ones.
func TestPromptCache_Deterministic(t *testing.T) {
	c := withPromptCache()
	c.Answers.Deterministic = true
	url := serve(t, c)
	for _, path := range []string{"/v1/chat/completions", "/v1/messages", "/v1/responses"} {
		body := `{"max_tokens":50,"input":"` + story('w', 1_100) + `","messages":[{"role":"user","content":[{"type":"text","text":"` + story('w', 1_100) + `","cache_control":{"type":"ephemeral"}}]}]}`
		_, first := asked(t, url, path, body)
		_, again := asked(t, url, path, body)
		mask := regexp.MustCompile(`"request_id":"[^"]*"`)
		if mask.ReplaceAllString(first, "") != mask.ReplaceAllString(again, "") {
			t.Errorf("%s\nfirst %s\nagain %s", path, first, again)
		}
		if path == "/v1/messages" && numberAt(first, "cache_creation_input_tokens") != 1_100 {
			t.Errorf("nothing is created in %s", first)
		}
	}
}

// TestPromptCache_Prefill wants a cached prompt to take no time to prefill, and the metrics
// to tell how often that is so.
func TestPromptCache_Prefill(t *testing.T) {
	c := withPromptCache()
	c.Timing.Latency = latency.Model{PrefillPerToken: 100 * time.Microsecond}
	s, url := start(t, c)
	body := `{"messages":[{"role":"user","content":"` + story('w', 4_000) + `"}]}`
	processing := func() (ms int) {
		res, _ := asked(t, url, "/v1/chat/completions", body)
		fmt.Sscan(res.Header.Get("Openai-Processing-Ms"), &ms)
		return ms
	}
	if first, again := processing(), processing(); first != 400 || again != 3 { // of 32 tokens
		t.Errorf("the model takes %d ms and then %d ms", first, again)
	}
	res, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	metrics := readAll(t, res.Body)
	for _, want := range []string{
		`mock_openai_prompt_cache_requests_total{result="hit"} 1`, `mock_openai_prompt_cache_requests_total{result="miss"} 1`,
		`mock_openai_prompt_cache_tokens_total{kind="prompt"} 8000`, `mock_openai_prompt_cache_tokens_total{kind="read"} 3968`,
		`mock_openai_prompt_cache_tokens_total{kind="written"} 3968`, `mock_openai_prompt_cache_hit_ratio 0.496`,
	} {
		if !strings.Contains(metrics, want+"\n") {
			t.Errorf("%s is not in the metrics", want)
		}
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if again := processing(); again != 400 {
		t.Errorf("after a reset the model takes %d ms", again)
	}
}

// TestPromptCache_Refused wants requests that are refused to leave nothing in the cache.
func TestPromptCache_Refused(t *testing.T) {
	url := serve(t, withPromptCache())
	body := `{"messages":[{"role":"user","content":"` + story('w', 1_100) + `"}]}`
	for _, header := range []string{"X-Mock-Status", "X-Mock-Context-Window"} {
		if res, answer := asked(t, url, "/v1/chat/completions", body, header, "500"); res.StatusCode < 400 {
			t.Errorf("%s: %s", header, answer)
		}
	}
	if _, answer := asked(t, url, "/v1/chat/completions", body); numberAt(answer, "cached_tokens") != 0 {
		t.Errorf("cached: %s", answer)
	}
}

// TestPromptCache_AllocatesNothing wants handlers with a cache to allocate as little as
// those without, for prompts that are cached and short ones.
func TestPromptCache_AllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	allocateNothing(t, withPromptCache())
	handler := handlerOf(t, withPromptCache())
	long := story('w', 1_100) + `\n` + story('ä', 100)
	mark := `,"cache_control":{"type":"ephemeral"}`
	for path, body := range map[string]string{
		"/v1/chat/completions": `{"model":"gpt-4-mock","messages":[{"role":"user","content":"` + long + `"}]}`,
		"/v1/messages":         `{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"` + long + `"` + mark + `}]}]}`,
		"/v1/responses":        `{"store":false,"input":"` + long + `"}`,
		"/v2/chat":             `{"messages":[{"role":"user","content":"` + long + `"}]}`,
		geminiWhole:            `{"contents":[{"parts":[{"text":"` + strings.Repeat(long, 4) + `"}]}]}`,
		conversePath:           `{"messages":[{"role":"user","content":[{"text":"` + long + `"},{"cachePoint":{"type":"default"}}]}]}`,
	} {
		ctx := newRequest("POST", path, body)
		if n := testing.AllocsPerRun(100, func() { handler(ctx) }); n > 0.5 {
			t.Errorf("%s: %.2f allocations", path, n)
		}
	}
}
