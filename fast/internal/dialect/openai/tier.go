package openai

import (
	"bytes"

	"mock-openai/fast/internal/engine"
)

// tiers are the formats of answers that name another tier than usual. Nil means that they
// name none, or always the same.
type tiers [engine.Tiers]*Format

// tierOf returns the tier that a service_tier, given as JSON, asks for. Fast is another name
// of priority.
func tierOf(raw []byte) engine.Tier {
	switch string(raw) {
	case `"flex"`:
		return engine.TierFlex
	case `"priority"`, `"fast"`:
		return engine.TierPriority
	case `"performance"`:
		return engine.TierPerformance
	}
	return engine.UsualTier
}

const usualTier = `"service_tier":"default"`

// withTiers returns f, a format of OpenAI, with the formats of the tiers that answers name.
func withTiers(f *Format) *Format {
	for tier, name := range [...]string{engine.TierFlex: "flex", engine.TierPriority: "priority"} {
		if name != "" {
			own, says := *f, []byte(`"service_tier":"`+name+`"`)
			own.Members = bytes.Replace(f.Members, []byte(usualTier), says, 1)
			own.ChunkMembers = bytes.Replace(f.ChunkMembers, []byte(usualTier), says, 1)
			f.tiers[tier] = &own
		}
	}
	return f
}
