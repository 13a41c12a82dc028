package profile

import "slices"

// builtin is a built-in profile.
type builtin struct {
	name     string
	settings []Setting
}

// builtins are the built-in profiles. Their figures are invented. They have the order
// of magnitude that users of such models see, and belong to no particular model.
// Measure your own with --latency-trace if it matters.
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
	// A model that reasons for about 15 s before its first token.
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
	// An overloaded provider.
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
