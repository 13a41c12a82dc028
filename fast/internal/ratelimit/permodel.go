package ratelimit

import (
	"mock-openai/fast/limit"
	"mock-openai/fast/profile"
)

// PerModel are the limits of single models. They outlast phases and changes
// of the profiles, as long as they are the same.
type PerModel map[modelLimit]*Limiter

type modelLimit struct {
	model    string
	rpm, tpm int
}

// Of returns the limits that p sets, those of before if they are the same, and
// nil if it sets none.
func (m PerModel) Of(model string, p profile.Profile, before PerModel) *Limiter {
	if p.RPM == 0 && p.TPM == 0 {
		return nil
	}
	key := modelLimit{model, p.RPM, p.TPM}
	if m[key] == nil {
		if m[key] = before[key]; m[key] == nil {
			m[key] = Of(limit.Pair{Each: limit.NewRate(p.RPM)}, limit.Pair{Each: limit.NewRate(p.TPM)})
		}
	}
	return m[key]
}
