package fault

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Plan is a list of faults with their rates. At most one happens to a request: the
// rates are shares of all requests, and their sum is at most 1. The zero value has no
// faults.
type Plan []Rated

// Rated is a fault and its rate, 0..1.
type Rated struct {
	Spec Spec
	Rate float64
}

// ParseRated parses FAULT=RATE, where FAULT is in the format of Parse:
// stall:after=3,for=2s=0.01.
func ParseRated(text string) (Rated, error) {
	at := strings.LastIndexByte(text, '=')
	if at < 0 {
		return Rated{}, fmt.Errorf("fault %q has no rate: FAULT=RATE is expected", text)
	}
	spec, err := Parse(text[:at])
	if err != nil {
		return Rated{}, err
	}
	rate, err := strconv.ParseFloat(text[at+1:], 64)
	if err != nil || !(rate >= 0 && rate <= 1) {
		return Rated{}, fmt.Errorf("fault %q: the rate %q is not a number from 0 to 1", text, text[at+1:])
	}
	return Rated{spec, rate}, nil
}

// UnmarshalText is ParseRated.
func (r *Rated) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRated(string(text))
	return err
}

// Errors returns a plan of HTTP errors with that total rate, divided equally among
// the statuses.
func Errors(rate float64, statuses ...int) Plan {
	var p Plan
	for _, status := range statuses {
		spec := Default(Error)
		spec.Status = status
		p = append(p, Rated{spec, rate / float64(len(statuses))})
	}
	return p
}

// slack allows for rounding in the sum of rates, such as ten times 0.1.
const slack = 1e-9

// Validate returns an error if p makes no sense.
func (p Plan) Validate() error {
	sum := 0.0
	for _, r := range p {
		if err := r.Spec.Validate(); err != nil {
			return err
		}
		if !(r.Rate >= 0 && r.Rate <= 1) {
			return fmt.Errorf("rate %g of fault %s is not between 0 and 1", r.Rate, r.Spec)
		}
		sum += r.Rate
	}
	if sum > 1+slack {
		return fmt.Errorf("the rates of all faults add up to %g, which is more than 1", sum)
	}
	return nil
}

// Draw draws one number from r and returns the fault that it selects; false means
// none. A plan without faults draws no number.
func (p Plan) Draw(r *rand.Rand) (Spec, bool) {
	if len(p) == 0 {
		return Spec{}, false
	}
	return p.at(r.Float64())
}

// at returns the fault at x, 0 ≤ x < 1, with the rates laid end to end.
func (p Plan) at(x float64) (Spec, bool) {
	for i := range p {
		if x < p[i].Rate {
			return p[i].Spec, p[i].Spec.Kind != None
		}
		x -= p[i].Rate
	}
	return Spec{}, false
}
