package fast_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// styled returns a config with the metrics of an inference server.
func styled(style string, c fast.Config) fast.Config {
	c.Observation.EngineMetrics.Style = style
	if c.Answers.Models == nil {
		c.Answers.Models = []string{"base", "adapter", "mine"}
	}
	return c
}

// until scrapes until holds is true of a metric.
func until(t testing.TB, url, prefix, name string, holds func(float64) bool) scraped {
	t.Helper()
	for {
		if s := scrapeNames(t, url, prefix); holds(s[name]) {
			return s
		}
		time.Sleep(time.Millisecond)
	}
}

func is(want float64) func(float64) bool { return func(n float64) bool { return n == want } }

// ofModel returns the name of a metric of vLLM as it is shown for a model.
func ofModel(name, model string) string {
	return fmt.Sprintf(`%s{engine="0",model_name="%s"}`, name, model)
}

// TestEngineMetrics_Live wants the requests that run and wait to be told by model, whatever
// dialect they come in, and LoRA adapters to count for their base.
func TestEngineMetrics_Live(t *testing.T) {
	c := styled("vllm", endless(fast.Config{Limits: fast.Limits{MaxConcurrency: 3, MaxQueue: 4}}))
	c.Observation.EngineMetrics.LoRAAdapters = []string{"adapter"}
	s, url := start(t, c)
	ask := func(path, body string) func() {
		conn := dial(t, url)
		conn.Write([]byte(request("POST", path, "", body)))
		return func() { conn.Close() }
	}
	const chat = "/v1/chat/completions"
	var close []func()
	for i, model := range []string{"base", "adapter", "unheard-of"} {
		close = append(close, ask(chat, `{"stream":true,"model":"`+model+`"}`))
		awaitInFlight(s, i+1, 0)
	}
	for i, of := range [][2]string{
		{chat, `{"messages":[],"model":"mine"}`}, {"/v1beta/models/mine:streamGenerateContent", `{"model":"base"}`},
		{"/v1/messages", `{"model":"adapter~itl=1ms","max_tokens":5}`}, {chat, `{"model":[]}`},
	} {
		close = append(close, ask(of[0], of[1]))
		awaitInFlight(s, 3, i+1)
	}
	if status, _ := post(t, url+chat, `{}`); status != http.StatusServiceUnavailable {
		t.Errorf("status %d of what the queue has no room for", status)
	}
	seen := until(t, url, "vllm:", ofModel("num_requests_running", "other"), is(1))
	seen.wants(t,
		ofModel("num_requests_running", "base")+" 2", ofModel("num_requests_running", "mine")+" 0",
		ofModel("num_requests_waiting", "base")+" 2", ofModel("num_requests_waiting", "mine")+" 2", ofModel("num_requests_waiting", "other")+" 0",
		`num_requests_waiting_by_reason{engine="0",model_name="base",reason="capacity"} 2`,
		ofModel("kv_cache_usage_perc", "base")+" 0", ofModel("num_preemptions_total", "base")+" 0")
	lora := 0.0
	for name, value := range seen {
		if strings.HasPrefix(name, `lora_requests_info{max_lora="1",running_lora_adapters="adapter",waiting_lora_adapters="adapter"}`) {
			lora = value
		}
	}
	if now := float64(time.Now().Unix()); lora < now-3600 || lora > now+1 {
		t.Errorf("adapters are told as of %v", lora)
	}
	if _, body := exchange(t, url, request("GET", "/load", "", "")); string(body) != `{"server_load":7}` {
		t.Errorf("load is %s", body)
	}
	for _, close := range close {
		close()
	}
	until(t, url, "vllm:", ofModel("num_requests_running", "base"), is(0))
	until(t, url, "vllm:", ofModel("num_requests_waiting", "mine"), is(0))
	until(t, url, "vllm:", `request_success_total{engine="0",finished_reason="abort",model_name="other"}`, is(1))
}

// TestEngineMetrics_Times wants the times of streams and of answers in one piece to be those
// that were asked for, and the counts those of their usage.
func TestEngineMetrics_Times(t *testing.T) {
	const ttft, itl, tokens = 40 * time.Millisecond, 4 * time.Millisecond, 9
	url := serve(t, styled("vllm", fast.Config{
		Answers: fast.Answers{StreamTokensMax: 1},
		Timing:  fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: ttft}, ITL: latency.Spread{Mean: itl}, Distribution: latency.Constant}},
	}))
	f := func(members string, choices int) {
		t.Helper()
		if status, body := post(t, url+"/_mock/none", "{}"); status != http.StatusNotFound {
			t.Errorf("%d %s", status, body)
		}
		before := scrapeNames(t, url, "vllm:")
		status, body := post(t, url+"/v1/chat/completions", `{"model":"base","max_tokens":9,"messages":[{"role":"user","content":"hello there"}],`+members+`}`)
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		now := until(t, url, "vllm:", ofModel("num_requests_running", "base"), is(0))
		now = until(t, url, "vllm:", ofModel("e2e_request_latency_seconds_count", "base"), is(before[ofModel("e2e_request_latency_seconds_count", "base")]+1))
		since := func(name string) float64 { return now[ofModel(name, "base")] - before[ofModel(name, "base")] }
		for name, want := range map[string]float64{
			"time_to_first_token_seconds_count": 1, "request_queue_time_seconds_sum": 0, "request_time_per_output_token_seconds_count": 1,
			"inter_token_latency_seconds_count": float64(choices * (tokens - 1)), "time_per_output_token_seconds_count": float64(choices * (tokens - 1)),
			"generation_tokens_total": float64(choices * tokens), "request_generation_tokens_sum": float64(choices * tokens),
			"prompt_tokens_total": 3, "request_prompt_tokens_sum": 3, "request_params_max_tokens_sum": tokens, "request_params_n_sum": float64(choices),
		} {
			if got := since(name); got != want {
				t.Errorf("%s: %s is %v, want %v", members, name, got, want)
			}
		}
		first, all, gaps := since("time_to_first_token_seconds_sum"), since("e2e_request_latency_seconds_sum"), since("inter_token_latency_seconds_sum")
		if least := (tokens - 1) * itl.Seconds(); first < ttft.Seconds()-1e-9 || all < ttft.Seconds()+least || gaps <= 0 || gaps > (all-first)*float64(choices)+.001 {
			t.Errorf("%s: first token after %v, last after %v, %v between tokens", members, first, all, gaps)
		}
		if prefill, decode := since("request_prefill_time_seconds_sum"), since("request_decode_time_seconds_sum"); prefill != first || decode > all-first+1e-6 || decode < all-first-1e-6 {
			t.Errorf("%s: prefill took %v and decode %v of %v", members, prefill, decode, all)
		}
	}
	f(`"stream":true`, 1)
	f(`"stream":false`, 1)
	f(`"stream":true,"n":2`, 2)
	f(`"n":2`, 2)
}

// TestEngineMetrics_Ends wants requests to be counted by how they ended.
func TestEngineMetrics_Ends(t *testing.T) {
	s, url := start(t, styled("vllm", fast.Config{Limits: fast.Limits{MaxBody: 1 << 10}}))
	f := func(reason string, change float64, body string) {
		t.Helper()
		name := `request_success_total{engine="0",finished_reason="` + reason + `",model_name="base"}`
		before := scrapeNames(t, url, "vllm:")[name]
		post(t, url+"/v1/chat/completions", body)
		until(t, url, "vllm:", name, is(before+change))
		until(t, url, "vllm:", ofModel("num_requests_running", "base"), is(0))
	}
	f("stop", 1, `{}`)
	f("stop", 1, `{"stream":true}`)
	f("length", 1, `{"max_tokens":3}`)
	f("length", 1, `{"max_tokens":3,"stream":true}`)
	f("stop", 0, `{"max_tokens":3,"n":-1}`)
	f("stop", 0, `{"max_tokens":"x"}`)
	f("stop", 0, `{`)
	s.FailNext(1, fault.Errors(1, 500)[0].Spec)
	f("error", 1, `{}`)
	s.FailNext(1, fault.Errors(1, 429)[0].Spec)
	f("error", 0, `{"stream":true}`)
	s.FailNext(1, fault.Errors(1, 502)[0].Spec)
	f("error", 1, `{"stream":true}`)
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	f("stop", 1, `{}`)
	scrapeNames(t, url, "vllm:").wants(t, `request_success_total{engine="0",finished_reason="stop",model_name="base"} 1`, ofModel("request_params_n_sum", "base")+" 1")
}

// TestEngineMetrics_KVCache wants the use of the KV cache to grow with what is sent, and to
// end with the requests.
func TestEngineMetrics_KVCache(t *testing.T) {
	c := styled("vllm", endless(fast.Config{}))
	c.Observation.EngineMetrics.KVCacheTokens = 1605
	_, url := start(t, c)
	scrapeNames(t, url, "vllm:").wants(t, ofModel("kv_cache_usage_perc", "base")+" 0",
		`cache_config_info{block_size="16",cache_dtype="auto",enable_prefix_caching="False",engine="0",kv_cache_size_tokens="1600",num_gpu_blocks="100"} 1`)
	conn := send(t, url, `{"stream":true,"model":"base","messages":[{"role":"user","content":"`+strings.Repeat("word", 160)+`"}]}`)
	seen := until(t, url, "vllm:", ofModel("kv_cache_usage_perc", "base"), func(n float64) bool { return n > .1 })
	if was := seen[ofModel("kv_cache_usage_perc", "base")]; was > 1 || was != seen[ofModel("gpu_cache_usage_perc", "base")] {
		t.Errorf("usage is %v", was)
	}
	conn.Close()
	until(t, url, "vllm:", ofModel("kv_cache_usage_perc", "base"), is(0))
}

// TestEngineMetrics_Cardinality wants unlisted names of models to share one series.
func TestEngineMetrics_Cardinality(t *testing.T) {
	url := serve(t, styled("vllm", fast.Config{}))
	lines := func() int { return len(scrapeNames(t, url, "vllm:")) }
	post(t, url+"/v1/chat/completions", `{"model":"first"}`)
	before := lines()
	for i := range 20 {
		post(t, url+"/v1/chat/completions", fmt.Sprintf(`{"model":"made-up-%d"}`, i))
	}
	if now := lines(); now != before {
		t.Errorf("%d lines have become %d", before, now)
	}
	scrapeNames(t, url, "vllm:").wants(t, ofModel("request_params_n_count", "other")+" 21")
}

// TestEngineMetrics_TGI wants the names of Text Generation Inference, for all models together.
func TestEngineMetrics_TGI(t *testing.T) {
	url := serve(t, styled("tgi", fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 50}}}))
	for _, body := range []string{`{"model":"base","max_tokens":7}`, `{"model":"mine","max_tokens":7}`, `{"n":-1}`} {
		post(t, url+"/v1/chat/completions", body)
	}
	until(t, url, "tgi_", "batch_current_size", is(0)).wants(t, "request_count 3", "request_success 2", "queue_size 0",
		`request_failure{err="validation"} 1`, `request_failure{err="overloaded"} 0`,
		"request_generated_tokens_sum 14", "request_max_new_tokens_count 2", `request_input_length_bucket{le="40"} 2`, `request_duration_bucket{le="+Inf"} 2`)
	if res, body := exchange(t, url, request("GET", "/ping", "", "")); res.StatusCode != http.StatusOK || len(body) > 0 {
		t.Errorf("ping: %d %s", res.StatusCode, body)
	}
	var info map[string]any
	if _, body := exchange(t, url, request("GET", "/info", "", "")); json.Unmarshal(body, &info) != nil || info["model_id"] != "base" {
		t.Errorf("info: %v", info)
	}
}

// TestEngineMetrics_SGLang wants the names of SGLang.
func TestEngineMetrics_SGLang(t *testing.T) {
	c := styled("sglang", fast.Config{})
	c.Observation.EngineMetrics.KVCacheTokens = 5000
	url := serve(t, c)
	post(t, url+"/v1/chat/completions", `{"model":"base","max_tokens":7}`)
	post(t, url+"/v1/chat/completions", `{"model":"base","max_tokens":8,"stream":true}`)
	const model, ranks = `engine_type="unified",model_name="base"`, `engine_type="unified",model_name="base",moe_ep_rank="0",pp_rank="0",tp_rank="0"`
	until(t, url, "sglang:", "e2e_request_latency_seconds_count{engine_type=\"unified\",is_streaming=\"true\",model_name=\"base\"}", is(1)).wants(t,
		"num_running_reqs{engine_type=\"unified\",model_name=\"base\",moe_ep_rank=\"0\",pp_rank=\"0\",tp_rank=\"0\"} 0",
		"token_usage{"+ranks+"} 0", "max_total_num_tokens{"+ranks+"} 5000", "queue_time_seconds_count{"+ranks+"} 2",
		`cache_config_info{engine_type="unified",model_name="base",moe_ep_rank="0",num_pages="5000",page_size="1",pp_rank="0",tp_rank="0"} 1`,
		`generation_tokens_total{engine_type="unified",is_streaming="true",model_name="base"} 8`,
		`generation_tokens_total{engine_type="unified",is_streaming="false",model_name="base"} 7`,
		"generation_tokens_histogram_sum{"+model+"} 15")
	for _, path := range []string{"/get_model_info", "/model_info", "/health_generate", "/ping"} {
		if res, body := exchange(t, url, request("GET", path, "", "")); res.StatusCode != http.StatusOK || strings.Contains(path, "info") && !strings.Contains(string(body), `{"model_path":"base"`) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}

// TestEngineMetrics_Version wants /version to be that of the metrics, or else that of the accent.
func TestEngineMetrics_Version(t *testing.T) {
	f := func(style, want string) {
		t.Helper()
		url := serve(t, styled(style, fast.Config{}))
		if _, body := exchange(t, url, request("GET", "/version", "", "")); string(body) != want {
			t.Errorf("%q: %s, want %s", style, body, want)
		}
	}
	f("vllm", `{"version":"0.30.0"}`)
	f("sglang", `{"version":"0.11.0"}`)
	f("", `{"version":"0.11.0"}`)
}

// TestEngineMetrics_Off wants no such names and paths without a style, and bad configs to be
// refused.
func TestEngineMetrics_Off(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, prefix := range []string{"vllm:", "tgi_", "sglang:"} {
		if seen := scrapeNames(t, url, prefix); len(seen) > 0 {
			t.Errorf("%v", seen)
		}
	}
	for _, path := range []string{"/ping", "/load", "/info", "/health_generate", "/get_model_info", "/reset_prefix_cache", "/flush_cache"} {
		if res, _ := exchange(t, url, request("GET", path, "", "")); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	for _, m := range []fast.EngineMetrics{{Style: "triton"}, {KVCacheTokens: -1}, {LoRAAdapters: []string{"gpt-4-mock"}}, {LoRAAdapters: []string{"none"}}} {
		if _, err := fast.New(fast.Config{Answers: fast.Answers{Articles: 1}, Observation: fast.Observation{EngineMetrics: m}}); err == nil {
			t.Errorf("%+v is accepted", m)
		}
	}
}

// TestEngineMetrics_PrefixCache wants the tokens that the prompt cache had to be told.
func TestEngineMetrics_PrefixCache(t *testing.T) {
	c := styled("vllm", fast.Config{})
	c.Answers.PromptCache = 1 << 20
	url := serve(t, c)
	body := `{"model":"base","messages":[{"role":"user","content":"` + strings.Repeat("word", 2000) + `"}]}`
	post(t, url+"/v1/chat/completions", body)
	post(t, url+"/v1/chat/completions", body)
	seen := until(t, url, "vllm:", ofModel("prefix_cache_queries_total", "base"), is(4000))
	hits := seen[ofModel("prefix_cache_hits_total", "base")]
	if hits < 1024 || hits > 2000 {
		t.Errorf("%v tokens were cached", hits)
	}
	seen.wants(t, fmt.Sprintf(`prompt_tokens_by_source_total{engine="0",model_name="base",source="local_compute"} %v`, 4000-hits))
}

// TestEngineMetrics_Batch wants a simulated engine to tell what runs, waits and is cached.
func TestEngineMetrics_Batch(t *testing.T) {
	c := styled("vllm", engineOf(time.Millisecond, 2))
	c.Answers.Tokens = pool.Sampler{Mean: 100_000}
	_, url := start(t, c)
	var streams []interface{ Close() error }
	for range 5 {
		streams = append(streams, send(t, url, `{"stream":true,"model":"mine"}`))
	}
	until(t, url, "vllm:", ofModel("num_requests_running", "base"), is(2))
	seen := until(t, url, "vllm:", ofModel("num_requests_waiting", "base"), is(3))
	seen.wants(t, `cache_config_info{block_size="16",cache_dtype="auto",enable_prefix_caching="False",engine="0",kv_cache_size_tokens="16000",num_gpu_blocks="1000"} 1`)
	if _, shown := seen[ofModel("num_requests_running", "mine")]; shown {
		t.Error("the engine is told by model")
	}
	until(t, url, "vllm:", ofModel("kv_cache_usage_perc", "base"), func(n float64) bool { return n > .002 && n <= 1 })
	until(t, url, "vllm:", ofModel("iteration_tokens_total_count", "base"), func(n float64) bool { return n > 2 })
	until(t, url, "vllm:", ofModel("generation_tokens_total", "mine"), func(n float64) bool { return n > 2 })
	for _, stream := range streams {
		stream.Close()
	}
	until(t, url, "vllm:", ofModel("num_requests_running", "base"), is(0))
	until(t, url, "vllm:", ofModel("kv_cache_usage_perc", "base"), is(0))
}
