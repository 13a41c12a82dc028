package enginemetrics

import (
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const gauge, counter = prometheus.GaugeValue, prometheus.CounterValue

// VLLMVersion is the version of vLLM whose metrics these are.
const VLLMVersion = "0.30.0"

// vllm has the names, labels, help and bounds of vLLM's v1 engine
// (vllm/v1/metrics/loggers.py), and two older names: vllm:gpu_cache_usage_perc and
// vllm:time_per_output_token_seconds.
var vllm = style{
	labels:    []string{"model_name", "engine"},
	frontend:  2,
	values:    func(model string) []string { return []string{model, "0"} },
	blockSize: 16,
	bounds: [quantities][]int64{
		firstToken: seconds(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560),
		interToken: vllmTokenBounds, perOutputToken: vllmTokenBounds,
		endToEnd: vllmRequestBounds, queued: vllmRequestBounds, inference: vllmRequestBounds, prefill: vllmRequestBounds, decode: vllmRequestBounds,
		promptTokens: steps(vllmMaxLength), computedTokens: steps(vllmMaxLength), generatedTokens: steps(vllmMaxLength), maxTokens: steps(vllmMaxLength),
		choices: {1, 2, 5, 10, 20},
	},
	families: []family{
		{name: "vllm:num_requests_running", help: "Number of requests in model execution batches.", kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.running) })},
		{name: "vllm:num_requests_waiting", help: "Number of requests waiting to be processed.", note: queueNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.waiting) })},
		{name: "vllm:num_requests_waiting_by_reason", help: "Number of waiting requests by reason.", note: queueNote, kind: gauge, scheduler: true, labels: []string{"reason"},
			values: func(r *reading, put put) { put(float64(r.waiting), "capacity"); put(0, "deferred") }},
		{name: "vllm:engine_sleep_state", help: "Engine sleep state: awake is 1, the others are 0.", kind: gauge, labels: []string{"sleep_state"},
			values: func(_ *reading, put put) { put(1, "awake"); put(0, "weights_offloaded"); put(0, "discard_all") }},
		{name: "vllm:kv_cache_usage_perc", help: "KV-cache usage. 1 means 100 percent usage.", note: kvNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return r.usage })},
		{name: "vllm:gpu_cache_usage_perc", help: "The former name of vllm:kv_cache_usage_perc.", note: kvNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return r.usage })},
		{name: "vllm:prefix_cache_queries_total", help: "Prefix cache queries, in terms of number of queried tokens.", note: cacheNote, kind: counter,
			values: one(func(r *reading) float64 { return r.queries() })},
		{name: "vllm:prefix_cache_hits_total", help: "Prefix cache hits, in terms of number of cached tokens.", note: cacheNote, kind: counter,
			values: one((*reading).cached)},
		{name: "vllm:num_preemptions_total", help: "Cumulative number of preemption from the engine.", note: preemptionNote, kind: counter, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.engine.Preemptions) })},
		{name: "vllm:prompt_tokens_total", help: "Number of prefill tokens processed.", kind: counter, values: one((*reading).prompt)},
		{name: "vllm:prompt_tokens_by_source_total", help: "Number of prompt tokens by source.", kind: counter, labels: []string{"source"},
			values: func(r *reading, put put) {
				put(r.prompt()-r.cached(), "local_compute")
				put(r.cached(), "local_cache_hit")
				put(0, "external_kv_transfer")
			}},
		{name: "vllm:prompt_tokens_cached_total", help: "Number of cached prompt tokens.", note: cacheNote, kind: counter, values: one((*reading).cached)},
		{name: "vllm:generation_tokens_total", help: "Number of generation tokens processed.", kind: counter, values: one((*reading).generated)},
		{name: "vllm:request_success_total", help: "Count of successfully processed requests.", kind: counter, labels: []string{"finished_reason"},
			values: func(r *reading, put put) {
				put(r.finished(Stop), "stop")
				put(r.finished(Length), "length")
				put(r.finished(Abort), "abort")
				put(r.finished(Failed), "error")
				put(0, "repetition")
			}},
		{name: "vllm:iteration_tokens_total", help: "Histogram of number of tokens per engine_step.", note: iterationNote, scheduler: true, metric: iterations},
		{name: "vllm:request_prompt_tokens", help: "Number of prefill tokens processed.", quantity: promptTokens},
		{name: "vllm:request_generation_tokens", help: "Number of generation tokens processed.", quantity: generatedTokens},
		{name: "vllm:request_prefill_kv_computed_tokens", help: "Histogram of new KV tokens computed during prefill (excluding cached tokens).", quantity: computedTokens},
		{name: "vllm:request_params_n", help: "Histogram of the n request parameter.", quantity: choices},
		{name: "vllm:request_params_max_tokens", help: "Histogram of the max_tokens request parameter.", quantity: maxTokens},
		{name: "vllm:time_to_first_token_seconds", help: "Histogram of time to first token in seconds.", quantity: firstToken},
		{name: "vllm:inter_token_latency_seconds", help: "Histogram of inter-token latency in seconds.", quantity: interToken},
		{name: "vllm:time_per_output_token_seconds", help: "The former name of vllm:inter_token_latency_seconds.", quantity: interToken},
		{name: "vllm:request_time_per_output_token_seconds", help: "Histogram of time_per_output_token_seconds per request.", quantity: perOutputToken},
		{name: "vllm:e2e_request_latency_seconds", help: "Histogram of e2e request latency in seconds.", quantity: endToEnd},
		{name: "vllm:request_queue_time_seconds", help: "Histogram of time spent in WAITING phase for request.", quantity: queued},
		{name: "vllm:request_inference_time_seconds", help: "Histogram of time spent in RUNNING phase for request.", quantity: inference},
		{name: "vllm:request_prefill_time_seconds", help: "Histogram of time spent in PREFILL phase for request.", quantity: prefill},
		{name: "vllm:request_decode_time_seconds", help: "Histogram of time spent in DECODE phase for request.", quantity: decode},
		{name: "vllm:cache_config_info", help: "Information of the LLMEngine CacheConfig.", note: sizeNote, kind: gauge, server: true,
			labels: []string{"block_size", "cache_dtype", "enable_prefix_caching", "engine", "kv_cache_size_tokens", "num_gpu_blocks"},
			values: func(r *reading, put put) {
				s := &r.recorder.sources
				caching := "False"
				if s.PrefixCache {
					caching = "True"
				}
				put(1, strconv.Itoa(s.BlockSize), "auto", caching, "0", strconv.Itoa(s.Blocks*s.BlockSize), strconv.Itoa(s.Blocks))
			}},
		{name: "vllm:lora_requests_info", help: "Running stats on lora requests.", kind: gauge, server: true,
			labels: []string{"max_lora", "running_lora_adapters", "waiting_lora_adapters"}, values: loraInfo},
	},
}

const vllmMaxLength = 131_072 // the longest context of models in wide use: vLLM takes that of the model

var (
	vllmTokenBounds   = seconds(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80)
	vllmRequestBounds = seconds(.3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680)
)

// iterations tells how many there were and how many tokens they had together. How these spread
// over the iterations is not known.
func iterations(r *reading, f *family, labels []string) prometheus.Metric {
	return prometheus.MustNewConstHistogram(f.desc, r.engine.Iterations, float64(r.engine.PromptTokens+r.engine.GenerationTokens), nil, labels...)
}

// iterationNote says what is known of iterations.
func iterationNote(r *Recorder) string {
	if r.sources.Engine != nil {
		return " Here only their number and the sum are known."
	}
	return " Here it is empty: no batch engine is simulated."
}

// queries returns how many prompt tokens were looked up in the prefix cache.
func (r *reading) queries() float64 {
	if !r.recorder.sources.PrefixCache {
		return 0
	}
	return r.prompt()
}

// loraInfo tells which adapters run and wait. As in vLLM the value is the time at which that
// was so, and there is nothing to tell without adapters. All of them fit in a batch.
func loraInfo(r *reading, put put) {
	var running, waiting []string
	for _, m := range r.recorder.adapters {
		if n, _ := m.underWay(); n > 0 {
			running = append(running, m.name)
		}
		if m.waiting.Load() > 0 {
			waiting = append(waiting, m.name)
		}
	}
	if most := len(r.recorder.adapters); most > 0 {
		put(float64(time.Now().UnixMilli())/1000, strconv.Itoa(most), strings.Join(running, ","), strings.Join(waiting, ","))
	}
}
