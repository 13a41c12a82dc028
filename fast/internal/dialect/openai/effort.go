package openai

// EffortOf is the factor of a reasoning_effort, which is JSON; 1 if it is not
// known.
func EffortOf(raw []byte) float64 {
	switch string(raw) {
	case `"none"`:
		return 0
	case `"minimal"`:
		return 0.125
	case `"low"`:
		return 0.5
	case `"high"`:
		return 2
	case `"xhigh"`:
		return 4
	}
	return 1
}
