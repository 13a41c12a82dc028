package enginemetrics

import "strconv"

// sglang has the names, labels, help and bounds of SGLang
// (sglang/srt/observability/metrics_collector.py, 0.5), and sglang:cache_config_info of
// before, which routers still read.
var sglang = style{
	labels:    []string{"model_name", "engine_type", "tp_rank", "pp_rank", "moe_ep_rank"},
	values:    func(model string) []string { return []string{model, "unified", "0", "0", "0"} },
	frontend:  2,
	blockSize: 1,
	bounds: [quantities][]int64{
		firstToken: seconds(.1, .2, .4, .6, .8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400),
		interToken: seconds(.002, .004, .006, .008, .01, .015, .02, .025, .03, .035, .04, .06, .08, .1, .2, .4, .6, .8, 1, 2, 4, 6, 8),
		endToEnd:   seconds(.1, .2, .4, .6, .8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 1200, 1800, 2400),
		queued: seconds(0, .001, .005, .01, .05, .1, .2, .5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100,
			200, 300, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 1800, 2000, 2500, 3000),
		promptTokens: sglangTokenBounds, computedTokens: sglangTokenBounds, generatedTokens: sglangTokenBounds,
	},
	families: []family{
		{name: "sglang:num_running_reqs", help: "The number of running requests.", kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.running) })},
		{name: "sglang:num_queue_reqs", help: "The number of requests in the waiting queue.", note: queueNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.waiting) })},
		{name: "sglang:token_usage", help: "The token usage.", note: kvNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return r.usage })},
		{name: "sglang:num_used_tokens", help: "The number of used tokens.", note: kvNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.usedTokens()) })},
		{name: "sglang:max_total_num_tokens", help: "Maximum total number of tokens in the KV cache pool.", note: sizeNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { s := &r.recorder.sources; return float64(s.Blocks * s.BlockSize) })},
		{name: "sglang:page_size", help: "KV cache page size in tokens.", kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.recorder.sources.BlockSize) })},
		{name: "sglang:num_pages", help: "Number of KV cache pages.", note: sizeNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.recorder.sources.Blocks) })},
		{name: "sglang:cache_config_info", help: "The page size and the number of pages of the KV cache, as labels.", note: sizeNote, kind: gauge, scheduler: true,
			labels: []string{"page_size", "num_pages"},
			values: func(r *reading, put put) {
				put(1, strconv.Itoa(r.recorder.sources.BlockSize), strconv.Itoa(r.recorder.sources.Blocks))
			}},
		{name: "sglang:gen_throughput", help: "The generation throughput (token/s).", kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return r.model.speed.measure(r.generated()) })},
		{name: "sglang:cache_hit_rate", help: "The prefix cache hit rate.", note: cacheNote, kind: gauge, scheduler: true,
			values: one(func(r *reading) float64 { return r.cached() / max(1, r.prompt()) })},
		{name: "sglang:num_retracted_requests_total", help: "Total number of retracted requests.", note: preemptionNote, kind: counter, scheduler: true,
			values: one(func(r *reading) float64 { return float64(r.engine.Preemptions) })},
		{name: "sglang:prompt_tokens_total", help: "Number of prefill tokens processed.", kind: counter, labels: sglangSplit,
			values: bySplit(func(s *sums) uint64 { return s.prompt })},
		{name: "sglang:generation_tokens_total", help: "Number of generation tokens processed.", kind: counter, labels: sglangSplit,
			values: bySplit(func(s *sums) uint64 { return s.generated })},
		{name: "sglang:num_requests_total", help: "Number of requests processed.", kind: counter, labels: sglangSplit,
			values: bySplit(func(s *sums) uint64 { return s.finished[Stop] + s.finished[Length] })},
		{name: "sglang:num_aborted_requests_total", help: "Number of requests aborted.", kind: counter,
			values: one(func(r *reading) float64 { return r.finished(Abort) })},
		{name: "sglang:cached_tokens_total", help: "Number of cached prompt tokens by source (device/host/storage).", note: cacheNote, kind: counter,
			labels: []string{"cache_source"}, values: func(r *reading, put put) { put(r.cached(), "device") }},
		{name: "sglang:prompt_tokens_histogram", help: "Histogram of prompt token length.", quantity: promptTokens},
		{name: "sglang:uncached_prompt_tokens_histogram", help: "Histogram of uncached (compute) prompt token length.", quantity: computedTokens},
		{name: "sglang:generation_tokens_histogram", help: "Histogram of generation token length.", quantity: generatedTokens},
		{name: "sglang:time_to_first_token_seconds", help: "Histogram of time to first token in seconds.", labels: sglangSplit, quantity: firstToken, split: true},
		{name: "sglang:inter_token_latency_seconds", help: "Histogram of inter-token latency in seconds.", quantity: interToken},
		{name: "sglang:e2e_request_latency_seconds", help: "Histogram of End-to-end request latency in seconds", labels: sglangSplit, quantity: endToEnd, split: true},
		{name: "sglang:queue_time_seconds", help: "Histogram of queueing time in seconds.", quantity: queued, scheduler: true},
	},
}

var (
	sglangSplit       = []string{"is_streaming"}
	sglangTokenBounds = []int64{100, 300, 500, 700, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 12500,
		15000, 17500, 20000, 22500, 25000, 27500, 30000, 35000, 40000, 60000, 80000, 100000, 200000, 300000, 400000, 600000,
		800000, 1000000, 1100000}
)

// bySplit returns the values of a count by is_streaming.
func bySplit(of func(*sums) uint64) func(*reading, put) {
	return func(r *reading, put put) {
		put(float64(of(&r.sums[0])), "false")
		put(float64(of(&r.sums[1])), "true")
	}
}

// usedTokens returns how many tokens the blocks in use have room for.
func (r *reading) usedTokens() int { return r.blocks * r.recorder.sources.BlockSize }
