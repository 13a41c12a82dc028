package behavior

import (
	"slices"
	"sync/atomic"

	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Variant is how a preset answer changes the profile of its model. It must not change
// once it is used.
type Variant struct {
	Settings []profile.Setting // as a request may have them
	Trace    *latency.Trace    // the times of the chunks; nil keeps those of the profile
	Chunked  bool              // an event has one token: the chunks are the tokens

	last atomic.Pointer[variation]
}

// variation is a profile and what it became.
type variation struct{ base, changed *Compiled }

// Validate returns an error if v does not suit any profile.
func (v *Variant) Validate() error {
	p := profile.Profile{Tokens: pool.Sampler{Mean: 1}, StreamTokensMin: 1, StreamTokensMax: 1}
	return v.apply(&p)
}

// Injects reports whether v brings faults or quirks.
func (v *Variant) Injects() bool {
	return slices.ContainsFunc(v.Settings, func(s profile.Setting) bool {
		switch s.Name {
		case "fault", "quirk", "status", "error-rate", "error-status", "profile":
			return true
		}
		return false
	})
}

// apply applies v to p. Times of an answer are exact: what is random about those of p
// goes.
func (v *Variant) apply(p *profile.Profile) error {
	for _, s := range v.Settings {
		switch s.Name {
		case "ttft":
			p.Latency.TTFT, p.Latency.PrefillPerToken, p.Latency.Jitter = latency.Spread{}, 0, 0
		case "itl":
			p.Latency.ITL, p.Latency.Jitter = latency.Spread{}, 0
		}
	}
	if err := p.ApplyRequest(v.Settings...); err != nil {
		return err
	}
	if v.Trace != nil {
		p.Latency, p.ResponseDelay = latency.Model{Trace: v.Trace}, 0
	}
	if v.Chunked {
		p.StreamTokensMin, p.StreamTokensMax = 1, 1
	}
	return p.Validate()
}

// Of returns m as v changes it. It remembers the last m, so that requests to one model
// allocate nothing. A model that v does not suit stays as it is.
func (v *Variant) Of(m *Compiled) *Compiled {
	if last := v.last.Load(); last != nil && last.base == m {
		return last.changed
	}
	own := m.Profile
	if v.apply(&own) != nil {
		return m
	}
	changed := Compile(own, m.Limits)
	v.last.Store(&variation{m, changed})
	return changed
}
