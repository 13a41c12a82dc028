// Package profile describes how a model answers: answer lengths, latencies and
// faults. A profile is built from named settings that come from flags, files, phases
// of a scenario and single requests.
package profile

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/limit"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// Profile is how a model answers.
type Profile struct {
	// Tokens draws the length of an answer.
	Tokens pool.Sampler
	// StreamTokensMin and StreamTokensMax limit the tokens per streamed event; 0 means
	// unset. StreamTokens returns what then applies.
	StreamTokensMin, StreamTokensMax int
	// ResponseDelay is the wait before each streamed event, on top of Latency.
	ResponseDelay time.Duration
	// ReasoningTokens is the mean number of reasoning tokens before a chat answer at
	// medium effort. They take time and are not shown.
	ReasoningTokens float64
	// ToolCallRate is the share of answers that call a tool when they are free to,
	// 0..1.
	ToolCallRate float64
	// ContextWindow is how many tokens a prompt and its answer may have together. It may
	// also be KnownWindow or NoWindow.
	ContextWindow int
	// Accent is the provider whose form completions and errors have.
	Accent Accent
	// Latency is the time that tokens take.
	Latency latency.Model
	// ErrorRate is the share of answers that are errors, 0..1, with one of
	// ErrorStatus.
	ErrorRate   float64
	ErrorStatus []int
	// Faults are the other faults.
	Faults fault.Plan
	// Quirks are the quirks of answers.
	Quirks quirk.Plan
	// RPM and TPM are the requests and tokens per minute that each API key may have
	// of each model with this profile; 0 means no limit.
	RPM, TPM int
}

// Plan returns all faults: the errors, and the other faults as far as the sum of the
// rates allows.
func (p *Profile) Plan() fault.Plan {
	if p.ErrorRate == 0 {
		return p.Faults
	}
	return append(fault.Errors(p.ErrorRate, p.ErrorStatus...), p.Faults...)
}

// DefaultStreamTokensMax is the most tokens in a streamed event if tokens take no time.
const DefaultStreamTokensMax = 64

// StreamTokens returns the fewest and the most tokens in a streamed event. A limit that is
// unset is 1 if tokens take time, because then each is sent as soon as it is there.
// Otherwise the most are 64. The most are never less than the fewest.
func (p *Profile) StreamTokens() (least, most int) {
	least, most = max(p.StreamTokensMin, 1), p.StreamTokensMax
	switch {
	case most > 0:
		return least, most
	case p.Latency.TokensTakeTime():
		return least, least
	}
	return least, max(least, DefaultStreamTokensMax)
}

// Validate returns an error if p makes no sense.
func (p *Profile) Validate() error {
	if err := p.Tokens.Validate(); err != nil {
		return err
	}
	if err := p.Latency.Validate(); err != nil {
		return err
	}
	switch {
	case min(p.StreamTokensMin, p.StreamTokensMax) < 0:
		return fmt.Errorf("%d tokens in an event: an event carries one or more", min(p.StreamTokensMin, p.StreamTokensMax))
	case p.StreamTokensMax > 0 && p.StreamTokensMin > p.StreamTokensMax:
		return fmt.Errorf("at least %d tokens in an event is more than at most %d", p.StreamTokensMin, p.StreamTokensMax)
	case p.ResponseDelay < 0:
		return fmt.Errorf("response delay %v is negative", p.ResponseDelay)
	case p.ContextWindow < NoWindow:
		return fmt.Errorf("context window of %d tokens is negative", p.ContextWindow)
	case !(p.ToolCallRate >= 0 && p.ToolCallRate <= 1):
		return fmt.Errorf("tool call rate %g is not between 0 and 1", p.ToolCallRate)
	case !(p.ReasoningTokens >= 0 && p.ReasoningTokens <= pool.MaxTokens):
		return fmt.Errorf("mean of %g reasoning tokens is not between 0 and %d", p.ReasoningTokens, pool.MaxTokens)
	case !(p.ErrorRate >= 0 && p.ErrorRate <= 1):
		return fmt.Errorf("error rate %g is not between 0 and 1", p.ErrorRate)
	case p.ErrorRate > 0 && len(p.ErrorStatus) == 0:
		return errors.New("an error rate needs the status of errors")
	case min(p.RPM, p.TPM) < 0 || max(p.RPM, p.TPM) > limit.Max:
		return fmt.Errorf("limits per minute must be between 0 and %d", limit.Max)
	}
	return cmp.Or(p.Faults.Validate(), p.Quirks.Validate())
}
