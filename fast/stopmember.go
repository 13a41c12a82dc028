package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// takeStop reads a string or an array of strings; null and empty strings are none.
func takeStop(in *decode.Reader, s *stops) *apierr.Error {
	s.begin()
	switch in.Kind() {
	case skim.String:
		s.add(in.String().Raw)
		return nil
	case skim.Array:
		in.Array()
		for i := 0; in.NextElem(); i++ {
			if in.Kind() != skim.String {
				return in.Reject(fmt.Sprintf("stop[%d]", i), "a string")
			}
			if s.full() {
				return decode.TooLong("stop", maxStops, i+1)
			}
			s.add(in.String().Raw)
		}
		return nil
	}
	return in.TakeNull("stop", "a string or an array of strings")
}
