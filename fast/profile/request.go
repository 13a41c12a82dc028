package profile

import (
	"strings"
	"time"

	"mock-openai/fast/latency"
)

// ApplyRequest is Apply for settings that come from a client. They cannot name files.
// A setting that lowers a mean also scales its deviation down.
func (p *Profile) ApplyRequest(settings ...Setting) error { return p.apply(false, settings) }

// stddevsLast returns settings with the deviations after the means, which change
// them.
func stddevsLast(settings []Setting) (ordered []Setting) {
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

// scaledStddev returns the deviation of s. If its mean is lower than before, the
// deviation is scaled down with it: a client that asks for a short time need not know
// the deviation, and some distributions do not exist with a larger one.
func scaledStddev(s, before latency.Spread) time.Duration {
	if s.Mean >= before.Mean {
		return s.Stddev
	}
	return time.Duration(float64(s.Stddev) * float64(s.Mean) / float64(before.Mean))
}
