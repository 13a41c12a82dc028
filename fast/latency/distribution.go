package latency

import (
	"fmt"
	"slices"
)

// Distribution is the distribution that times are drawn from.
type Distribution uint8

// All distributions keep the requested mean and, apart from Constant, the standard
// deviation. None draws below zero. Real inter-token latencies have a long tail to the right,
// as Lognormal and Gamma do and Normal does not.
const (
	Normal    Distribution = iota // truncated at zero
	Lognormal                     // the logarithm is normal
	Gamma                         // the sum of consecutive waits
	Constant                      // always the mean
)

var distributions = []string{"normal", "lognormal", "gamma", "constant"}

// Distributions returns the names of all distributions, as users type them.
func Distributions() []string { return slices.Clone(distributions) }

// String returns the name of d.
func (d Distribution) String() string {
	if int(d) < len(distributions) {
		return distributions[d]
	}
	return fmt.Sprintf("Distribution(%d)", uint8(d))
}

// UnmarshalText sets d to the distribution of that name.
func (d *Distribution) UnmarshalText(name []byte) error {
	i := slices.Index(distributions, string(name))
	if i < 0 {
		return fmt.Errorf("no distribution is called %q: there are %q", name, distributions)
	}
	*d = Distribution(i)
	return nil
}

// MarshalText returns the name of d.
func (d Distribution) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
