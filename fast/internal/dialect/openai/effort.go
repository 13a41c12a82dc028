package openai

// EffortOf returns by how much a reasoning_effort, given as JSON, multiplies the
// reasoning tokens. An unknown one returns 1.
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
	case `"max"`:
		return 8
	}
	return 1
}
