package profile

import (
	"strings"
	"time"

	"mock-openai/fast/latency"
)

// ApplyRequest is Apply for settings that come from a client: they cannot name
// files, and where they shorten a mean time they take its deviation along.
func (p *Profile) ApplyRequest(settings ...Setting) error { return p.apply(false, settings) }

// deviationsLast is settings with the deviations behind the means, which change
// them.
func deviationsLast(settings []Setting) (ordered []Setting) {
	var last []Setting
	for _, s := range settings {
		if strings.HasSuffix(s.Name, "-stddev") {
			last = append(last, s)
		} else {
			ordered = append(ordered, s)
		}
	}
	return append(ordered, last...)
}

// inProportion is the deviation of a time whose mean is now that of s and was that
// of before: not more of the mean than it was, as who asks for a short time need
// not know by how much it varied, and of some there is no such distribution.
func inProportion(s, before latency.Spread) time.Duration {
	if s.Mean >= before.Mean {
		return s.Stddev
	}
	return time.Duration(float64(s.Stddev) * float64(s.Mean) / float64(before.Mean))
}
