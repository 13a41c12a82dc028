// Package profile is how a model answers: how much, in what rhythm, with what
// trouble. A profile is put together of named settings that come from flags,
// files, the phases of a scenario and single requests.
package profile

import (
	"errors"
	"fmt"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/limit"
	"mock-openai/pool"
)

// Profile is how a model answers.
type Profile struct {
	// Tokens draws the length of an answer.
	Tokens pool.Sampler
	// StreamTokensMin and StreamTokensMax bound the tokens in a streamed event.
	StreamTokensMin, StreamTokensMax int
	// ResponseDelay is the wait before each streamed event, on top of Latency.
	ResponseDelay time.Duration
	// ReasoningTokens is the mean of the tokens thought before an answer to chat
	// at medium effort. They take their time, and are not seen.
	ReasoningTokens float64
	// ToolCallRate is how often an answer calls a tool that it is free to call.
	ToolCallRate float64
	// Latency is the time that tokens take.
	Latency latency.Model
	// ErrorRate is how often the answer is an error, with one of ErrorStatus.
	ErrorRate   float64
	ErrorStatus []int
	// Faults are what else goes wrong.
	Faults fault.Plan
	// RPM and TPM are the requests and the tokens that each API key may have in a
	// minute of models with this profile, one by one; 0 means any number.
	RPM, TPM int
}

// Plan is everything that goes wrong: errors, and the other faults as far as their
// rates fit beside those.
func (p *Profile) Plan() fault.Plan {
	if p.ErrorRate == 0 {
		return p.Faults
	}
	return append(fault.Errors(p.ErrorRate, p.ErrorStatus...), p.Faults...)
}

// Validate says what makes no sense.
func (p *Profile) Validate() error {
	if err := p.Tokens.Validate(); err != nil {
		return err
	}
	if err := p.Latency.Validate(); err != nil {
		return err
	}
	switch {
	case p.StreamTokensMin < 1:
		return fmt.Errorf("at least %d tokens in an event: an event carries one or more", p.StreamTokensMin)
	case p.StreamTokensMin > p.StreamTokensMax:
		return fmt.Errorf("at least %d tokens in an event is more than at most %d", p.StreamTokensMin, p.StreamTokensMax)
	case p.ResponseDelay < 0:
		return fmt.Errorf("response delay %v is negative", p.ResponseDelay)
	case !(p.ToolCallRate >= 0 && p.ToolCallRate <= 1):
		return fmt.Errorf("tool call rate %g is not between 0 and 1", p.ToolCallRate)
	case !(p.ReasoningTokens >= 0 && p.ReasoningTokens <= pool.MaxTokens):
		return fmt.Errorf("mean of %g reasoning tokens is not between 0 and %d", p.ReasoningTokens, pool.MaxTokens)
	case !(p.ErrorRate >= 0 && p.ErrorRate <= 1):
		return fmt.Errorf("error rate %g is not between 0 and 1", p.ErrorRate)
	case p.ErrorRate > 0 && len(p.ErrorStatus) == 0:
		return errors.New("an error rate needs the status of errors")
	case min(p.RPM, p.TPM) < 0 || max(p.RPM, p.TPM) > limit.Max:
		return fmt.Errorf("a limit a minute is not between 0 and %d", limit.Max)
	}
	return p.Faults.Validate()
}
