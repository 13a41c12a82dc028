package profile

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Settings returns the settings that make p, except those that are unset and its trace,
// whose path is not stored.
func (p *Profile) Settings() []Setting {
	var statuses []string
	for _, status := range p.ErrorStatus {
		statuses = append(statuses, strconv.Itoa(status))
	}
	l := &p.Latency
	all := []Setting{
		{"ttft", l.TTFT.Mean.String()}, {"ttft-stddev", l.TTFT.Stddev.String()},
		{"itl", l.ITL.Mean.String()}, {"itl-stddev", l.ITL.Stddev.String()},
		{"latency-distribution", l.Distribution.String()},
		{"prefill-per-token", l.PrefillPerToken.String()}, {"jitter", l.Jitter.String()},
		{"response-delay-ms", number64(float64(p.ResponseDelay) / float64(time.Millisecond))},
		{"token-mean", number64(p.Tokens.Mean)}, {"token-stddev", number64(p.Tokens.Stddev)},
		{"reasoning-tokens", number64(p.ReasoningTokens)}, {"tool-call-rate", number64(p.ToolCallRate)}, {"accent", p.Accent.String()},
		{"error-status", strings.Join(statuses, ",")}, {"error-rate", number64(p.ErrorRate)},
	}
	switch p.ContextWindow {
	case KnownWindow:
	case NoWindow:
		all = append(all, Setting{"context-window", windowOff})
	default:
		all = append(all, Setting{"context-window", strconv.Itoa(p.ContextWindow)})
	}
	if p.StreamTokensMin > 0 {
		all = append(all, Setting{"stream-tokens-min", strconv.Itoa(p.StreamTokensMin)})
	}
	if p.StreamTokensMax > 0 {
		all = append(all, Setting{"stream-tokens-max", strconv.Itoa(p.StreamTokensMax)})
	}
	for _, rated := range p.Faults {
		all = append(all, Setting{"fault", fmt.Sprintf("%s=%s", rated.Spec, number64(rated.Rate))})
	}
	for _, rated := range p.Quirks {
		all = append(all, Setting{"quirk", rated.String()})
	}
	return all
}

func number64(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }
