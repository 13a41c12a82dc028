package enginemetrics

// tgi has the names and bounds of Text Generation Inference 3 (router/src/server.rs). It tells
// no models apart. What it measures of batches is missing: there are none here.
var tgi = style{
	blockSize: 1,
	bounds: [quantities][]int64{
		endToEnd: tgiTimeBounds, queued: tgiTimeBounds, inference: tgiTimeBounds, perToken: tgiTimeBounds,
		promptTokens: hundredths(tgiMaxLength), generatedTokens: hundredths(tgiMaxLength), maxTokens: hundredths(tgiMaxLength),
	},
	families: []family{
		{name: "tgi_request_count", help: "Total number of requests", kind: counter,
			values: one(func(r *reading) float64 {
				ended := r.finished(Stop) + r.finished(Length) + r.finished(Failed) + r.finished(Abort)
				return float64(r.running+r.waiting) + ended + r.refused() + r.overloaded()
			})},
		{name: "tgi_request_success", help: "Number of successful requests", kind: counter,
			values: one(func(r *reading) float64 { return r.finished(Stop) + r.finished(Length) })},
		{name: "tgi_request_failure", help: "Number of failed requests", kind: counter, labels: []string{"err"},
			values: func(r *reading, put put) {
				put(r.overloaded(), "overloaded")
				put(r.refused(), "validation")
				put(r.finished(Failed), "generation")
				put(r.finished(Abort), "dropped")
			}},
		{name: "tgi_queue_size", help: "Current queue size", note: queueNote, kind: gauge,
			values: one(func(r *reading) float64 { return float64(r.waiting) })},
		{name: "tgi_batch_current_size", help: "Current batch size", kind: gauge,
			values: one(func(r *reading) float64 { return float64(r.running) })},
		{name: "tgi_batch_max_total_tokens", help: "Maximum amount of tokens in total.", note: sizeNote, kind: gauge,
			values: one(func(r *reading) float64 { s := &r.recorder.sources; return float64(s.Blocks * s.BlockSize) })},
		{name: "tgi_request_duration", help: "Total time spent processing the request", quantity: endToEnd},
		{name: "tgi_request_queue_duration", help: "Time spent in the queue per request", quantity: queued},
		{name: "tgi_request_inference_duration", help: "Request inference duration", quantity: inference},
		{name: "tgi_request_mean_time_per_token_duration", help: "Mean time per token per request", quantity: perToken},
		{name: "tgi_request_input_length", help: "Input token length per request", quantity: promptTokens},
		{name: "tgi_request_generated_tokens", help: "Generated tokens per request", quantity: generatedTokens},
		{name: "tgi_request_max_new_tokens", help: "Maximum new tokens per request", quantity: maxTokens},
	},
}

const tgiMaxLength = 4096 // TGI's default of max_total_tokens for models whose context it does not know

// tgiTimeBounds are 0.15 ms times the powers of 1.5.
var tgiTimeBounds = func() []int64 {
	var all []float64
	for value := 0.0001; len(all) < 35; {
		value *= 1.5
		all = append(all, value)
	}
	return seconds(all...)
}()

// hundredths returns 100 equal steps up to most.
func hundredths(most int64) (bounds []int64) {
	for i := range int64(100) {
		bounds = append(bounds, most*(i+1)/100)
	}
	return bounds
}

// refused returns how many requests were refused because of what they asked for.
func (r *reading) refused() float64 { return float64(r.recorder.refused.Load()) }

// overloaded returns how many requests found the queue full.
func (r *reading) overloaded() float64 {
	if r.recorder.sources.Overloaded == nil {
		return 0
	}
	return float64(r.recorder.sources.Overloaded())
}
