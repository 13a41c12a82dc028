package profile

import "slices"

// builtin is a known rhythm.
type builtin struct {
	name     string
	settings []Setting
}

// builtins are the profiles that have names. Their figures are invented: they
// have the order of magnitude that users of such models see, and belong to none
// in particular. Measure your own with --latency-trace where it matters.
var builtins = []builtin{
	// A small hosted model: 110 tokens a second.
	{"small", []Setting{
		{"ttft", "350ms"}, {"ttft-stddev", "120ms"}, {"itl", "9ms"}, {"itl-stddev", "5ms"},
		{"prefill-per-token", "15us"}, {"latency-distribution", "gamma"}, {"jitter", "2ms"},
	}},
	// A large hosted model: 50 tokens a second.
	{"large", []Setting{
		{"ttft", "700ms"}, {"ttft-stddev", "300ms"}, {"itl", "20ms"}, {"itl-stddev", "10ms"},
		{"prefill-per-token", "40us"}, {"latency-distribution", "gamma"}, {"jitter", "2ms"},
	}},
	// A model that thinks for some 15 s before it says a word.
	{"reasoning", []Setting{
		{"ttft", "900ms"}, {"ttft-stddev", "300ms"}, {"itl", "12ms"}, {"itl-stddev", "5ms"},
		{"prefill-per-token", "40us"}, {"latency-distribution", "gamma"}, {"jitter", "2ms"},
		{"reasoning-tokens", "1200"}, {"token-mean", "400"}, {"token-stddev", "120"},
	}},
	// A model on special hardware: 2,000 tokens a second.
	{"accelerator", []Setting{
		{"ttft", "120ms"}, {"ttft-stddev", "30ms"}, {"itl", "500us"}, {"itl-stddev", "100us"},
		{"prefill-per-token", "2us"}, {"latency-distribution", "gamma"}, {"jitter", "200us"},
		{"stream-tokens-min", "1"}, {"stream-tokens-max", "4"},
	}},
	// A model on a laptop: 15 tokens a second, and long prompts take their time.
	{"local", []Setting{
		{"ttft", "250ms"}, {"ttft-stddev", "60ms"}, {"itl", "66ms"}, {"itl-stddev", "6ms"},
		{"prefill-per-token", "4ms"}, {"latency-distribution", "normal"}, {"stream-tokens", "1"},
	}},
	// A provider with more requests than it can bear.
	{"overloaded", []Setting{
		{"ttft", "4s"}, {"ttft-stddev", "4s"}, {"itl", "60ms"}, {"itl-stddev", "80ms"},
		{"prefill-per-token", "200us"}, {"latency-distribution", "lognormal"}, {"jitter", "20ms"},
		{"error-rate", "0.08"}, {"error-status", "429,503"},
		{"fault", "stall:for=15s=0.01"}, {"fault", "reset-midstream=0.01"},
	}},
}

// Builtins returns the names of the built-in profiles.
func Builtins() []string {
	var names []string
	for _, b := range builtins {
		names = append(names, b.name)
	}
	return names
}

// Builtin returns the settings of the built-in profile of that name.
func Builtin(name string) ([]Setting, bool) {
	i := slices.IndexFunc(builtins, func(b builtin) bool { return b.name == name })
	if i < 0 {
		return nil, false
	}
	return slices.Clone(builtins[i].settings), true
}
