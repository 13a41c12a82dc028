package fast_test

import (
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// goldenConfigs are the servers that are asked, by name.
func goldenConfigs(t *testing.T) map[string]fast.Config {
	short := pool.Sampler{Mean: 40, Stddev: 8}
	configs := map[string]fast.Config{
		"plain":     {},
		"short":     {Answers: fast.Answers{Tokens: short, StreamTokensMin: 3, StreamTokensMax: 7}},
		"strict":    {Answers: fast.Answers{Tokens: short, Strict: true}},
		"rich":      {Answers: fast.Answers{Tokens: short, Text: pool.Rich}},
		"echo":      {Answers: fast.Answers{Tokens: short, Echo: true}},
		"reasoning": {Answers: fast.Answers{Tokens: short, ReasoningTokens: 30}},
		"tools":     {Answers: fast.Answers{Tokens: short, ToolCallRate: 1}},
		"paced":     {Answers: fast.Answers{Tokens: short}, Timing: fast.Timing{ResponseDelay: time.Microsecond}},
		"keys":      {Answers: fast.Answers{Tokens: short}, Limits: fast.Limits{APIKeys: []string{"sk-golden"}}, Transport: fast.Transport{CORS: true}},
		"quirks":    {Answers: fast.Answers{Tokens: short, StreamTokensMin: 3, StreamTokensMax: 7}},
		"limits":    {Answers: fast.Answers{Tokens: short}, Limits: fast.Limits{RPM: 1000, TPM: 1_000_000}},
		"models": {Answers: fast.Answers{Tokens: short, Models: []string{"alpha", "org/beta:free"}, Profiles: map[string]profile.Profile{
			"alpha": {Tokens: pool.Sampler{Mean: 5}, StreamTokensMin: 1, StreamTokensMax: 1},
		}}},
	}
	for _, spec := range []string{
		"error", "error:status=429,for=2s", "reset", "reset-midstream", "stall:for=1ms", "slow-headers:for=1ms", "wrong-content-type",
		"malformed-json", "empty-choices", "huge-event:size=1000", "error-event", "no-done", "split-segments:for=0s", "one-segment",
	} {
		parsed, err := fault.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		plan := fault.Plan{{Spec: parsed, Rate: 1}}
		configs["fault "+spec] = fast.Config{Answers: fast.Answers{Tokens: short}, Faults: fast.Faults{Plan: plan}}
		configs["fault paced "+spec] = fast.Config{Answers: fast.Answers{Tokens: short}, Faults: fast.Faults{Plan: plan}, Timing: fast.Timing{ResponseDelay: time.Microsecond}}
	}
	return configs
}
