package serve

import (
	"fmt"
	"math"

	"github.com/dustin/go-humanize"
)

// byteSize is the value of a flag in bytes, such as 64MiB.
type byteSize int64

// UnmarshalText parses a number with or without a unit.
func (s *byteSize) UnmarshalText(text []byte) error {
	n, err := humanize.ParseBytes(string(text))
	if err != nil || n > math.MaxInt64 {
		return fmt.Errorf("must be a size such as 64MiB, not %q", text)
	}
	*s = byteSize(n)
	return nil
}
