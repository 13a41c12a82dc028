package fast

import (
	"mock-openai/fast/limit"
	"mock-openai/fast/profile"
)

// modelLimits are the limits of single models. They outlast phases and changes
// of the profiles, as long as they are the same.
type modelLimits map[modelLimit]*limits

type modelLimit struct {
	model    string
	rpm, tpm int
}

// of returns the limits that p sets, those of before if they are the same, and
// nil if it sets none.
func (m modelLimits) of(model string, p profile.Profile, before modelLimits) *limits {
	if p.RPM == 0 && p.TPM == 0 {
		return nil
	}
	key := modelLimit{model, p.RPM, p.TPM}
	if m[key] == nil {
		if m[key] = before[key]; m[key] == nil {
			m[key] = limitsOf(limit.Pair{Each: limit.NewRate(p.RPM)}, limit.Pair{Each: limit.NewRate(p.TPM)})
		}
	}
	return m[key]
}
