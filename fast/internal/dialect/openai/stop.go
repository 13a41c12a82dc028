package openai

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeStop reads a string or an array of strings; null and empty strings count as absent.
func takeStop(in *decode.Reader, s *engine.Stops) *apierr.Error {
	s.Begin()
	switch in.Kind() {
	case skim.String:
		s.Add(in.String().Raw)
		return nil
	case skim.Array:
		in.Array()
		for i := 0; in.NextElem(); i++ {
			if in.Kind() != skim.String {
				return in.Reject(fmt.Sprintf("stop[%d]", i), "a string")
			}
			if s.Full() {
				return decode.TooLong("stop", engine.MaxStops, i+1)
			}
			s.Add(in.String().Raw)
		}
		return nil
	}
	return in.TakeNull("stop", "a string or an array of strings")
}
