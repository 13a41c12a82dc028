package verify

import (
	"fmt"
	"math"
)

// ending is what has come of the end of an answer whose text is not known.
type ending struct {
	reason   []byte // finish reason of the first choice
	counted  bool   // usage came
	prompted bool   // usage counted the tokens of the prompt
}

// takeReason records why a choice ended.
func (e *ending) takeReason(p *part, f *findings) {
	if len(p.finish) == 0 {
		f.fault(WrongFinish, "a finish reason", `""`)
	}
	if p.index == 0 {
		e.reason = append(e.reason[:0], p.finish...)
	}
}

// notePrompt records whether usage has counted the prompt. Streams of Messages may count it
// only at their beginning.
func (e *ending) notePrompt(s *said) {
	if s.hasUsage && s.usage.prompt >= 0 {
		e.prompted = true
	}
}

// takeUsage checks the sums of usage, and the limit that the request set: most tokens, or -1.
func (e *ending) takeUsage(came usage, most int64, a *API, f *findings) {
	e.counted = true
	switch {
	case came.completion < 0 || came.prompt == noCount || !e.prompted || a.asksUsage && came.total != came.prompt+came.completion:
		f.fault(WrongUsage, "tokens of prompt and answer, and their sum", came.String())
	case most < 0 || came.completion <= most:
	case string(e.reason) == a.cut || len(e.reason) == 0:
		f.fault(WrongUsage, fmt.Sprintf("%d tokens at most", most), fmt.Sprintf("%d", came.completion))
	default:
		f.fault(WrongFinish, fmt.Sprintf("%s at %d tokens", a.cut, most), fmt.Sprintf("%s at %d", excerpt(e.reason, 0), came.completion))
	}
}

// times returns a·n, or math.MaxInt64 if that is less. a must not be negative, and n must be
// positive.
func times(a, n int64) int64 {
	if a > math.MaxInt64/n {
		return math.MaxInt64
	}
	return a * n
}
