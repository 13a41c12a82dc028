package ratelimit

import (
	"mock-openai/fast/limit"
	"mock-openai/fast/profile"
)

// PerModel holds the limiters of single models. A limiter outlasts phases and changes of
// the profiles as long as its limits stay the same.
type PerModel map[modelLimit]*Limiter

type modelLimit struct {
	model    string
	rpm, tpm int
}

// Of returns the limiter for the limits that p sets, or nil if it sets none. It reuses
// that of before if the limits are the same.
func (m PerModel) Of(model string, p profile.Profile, before PerModel) *Limiter {
	if p.RPM == 0 && p.TPM == 0 {
		return nil
	}
	key := modelLimit{model, p.RPM, p.TPM}
	if m[key] == nil {
		if m[key] = before[key]; m[key] == nil {
			m[key] = of(limit.Pair{Each: limit.NewRate(p.RPM)}, limit.Pair{Each: limit.NewRate(p.TPM)})
		}
	}
	return m[key]
}
