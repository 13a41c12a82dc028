package quirk

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Plan is a list of quirks with their rates. At most one entry happens to a request: the
// rates are shares of all requests, and their sum is at most 1. The zero value has none.
type Plan []Rated

// Rated is one or more quirks of one answer and their rate, 0..1.
type Rated struct {
	Set  Set
	Rate float64
}

// ParseRated parses QUIRK=RATE or QUIRK+QUIRK=RATE.
func ParseRated(text string) (Rated, error) {
	names, number, ok := strings.Cut(text, "=")
	if !ok {
		return Rated{}, fmt.Errorf("quirk %q has no rate: QUIRK=RATE is expected", text)
	}
	set, err := ParseSet(names)
	if err != nil {
		return Rated{}, err
	}
	rate, err := strconv.ParseFloat(number, 64)
	if err != nil || !(rate >= 0 && rate <= 1) {
		return Rated{}, fmt.Errorf("quirk %q: the rate %q is not a number from 0 to 1", text, number)
	}
	return Rated{set, rate}, nil
}

// UnmarshalText is ParseRated.
func (r *Rated) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRated(string(text))
	return err
}

// String returns r in the format of ParseRated.
func (r Rated) String() string {
	return r.Set.String() + "=" + strconv.FormatFloat(r.Rate, 'g', -1, 64)
}

// slack allows for rounding in the sum of rates, such as ten times 0.1.
const slack = 1e-9

// Validate returns an error if p makes no sense.
func (p Plan) Validate() error {
	sum := 0.0
	for _, r := range p {
		if r.Set == 0 || r.Set >= 1<<kinds {
			return fmt.Errorf("no quirks have the number %d", uint64(r.Set))
		}
		if !(r.Rate >= 0 && r.Rate <= 1) {
			return fmt.Errorf("rate %g of quirk %s is not between 0 and 1", r.Rate, r.Set)
		}
		sum += r.Rate
	}
	if sum > 1+slack {
		return fmt.Errorf("the rates of all quirks add up to %g, which is more than 1", sum)
	}
	return nil
}

// Draw draws one number from r and returns the quirks that it selects. A plan without
// quirks draws no number.
func (p Plan) Draw(r *rand.Rand) Set {
	if len(p) == 0 {
		return 0
	}
	x := r.Float64()
	for i := range p {
		if x < p[i].Rate {
			return p[i].Set
		}
		x -= p[i].Rate
	}
	return 0
}
