package load

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Pacer says when requests are due: it makes a Load an open loop, in which
// requests do not wait for the answers to earlier ones.
type Pacer interface {
	// Next is when the next request is due, counted from the start of the load.
	// It does not descend. One goroutine calls it at a time.
	Next() time.Duration
}

var (
	_ Pacer = new(constant)
	_ Pacer = new(renewal)
	_ Pacer = new(ramped)
	_ Pacer = new(later)
)

// NewPacer returns the Pacer of so many requests a second whose arrivals are
// "constant", "poisson" or "gamma:CV": gaps of a gamma distribution with that
// coefficient of variation, more than 1 being burstier than Poisson.
func NewPacer(arrivals string, rate float64, seed uint64) (Pacer, error) {
	if !(rate > 0) || math.IsInf(rate, 0) {
		return nil, fmt.Errorf("rate must be positive, not %v", rate)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	name, value, hasValue := strings.Cut(arrivals, ":")
	switch {
	case arrivals == "constant":
		return &constant{rate: rate}, nil
	case arrivals == "poisson":
		return &renewal{rate: rate, gap: random.ExpFloat64}, nil
	case name == "gamma" && hasValue:
		cv, err := strconv.ParseFloat(value, 64)
		if err != nil || !(cv > 0 && cv <= 100) {
			return nil, fmt.Errorf("coefficient of variation %q is not a number above 0, up to 100", value)
		}
		shape := 1 / (cv * cv)
		return &renewal{rate: rate, gap: func() float64 { return gamma(random, shape) / shape }}, nil
	}
	return nil, errors.New("arrivals must be constant, poisson or gamma:CV, not " + strconv.Quote(arrivals))
}

// constant has equal gaps.
type constant struct {
	rate float64
	n    float64
}

func (p *constant) Next() time.Duration {
	due := seconds(p.n / p.rate)
	p.n++
	return due
}

// renewal has independent gaps.
type renewal struct {
	rate float64
	gap  func() float64 // of mean 1
	at   float64        // in mean gaps
}

func (p *renewal) Next() time.Duration {
	p.at += p.gap()
	return seconds(p.at / p.rate)
}

// Ramp has the rate of p grow evenly from 0 to what it is, over that time.
func Ramp(p Pacer, over time.Duration) Pacer {
	if over <= 0 {
		return p
	}
	return &ramped{p, over.Seconds()}
}

// From returns the part of p from that time on, counted from there.
func From(p Pacer, at time.Duration) Pacer {
	if at <= 0 {
		return p
	}
	first := p.Next()
	for first < at {
		first = p.Next()
	}
	return &later{p, at, first}
}

type later struct {
	Pacer
	at    time.Duration
	first time.Duration // 0 once it is over
}

func (p *later) Next() time.Duration {
	due := p.first
	if p.first = 0; due == 0 {
		due = p.Pacer.Next()
	}
	return due - p.at
}

type ramped struct {
	Pacer
	over float64 // s
}

// Next maps the time at full rate to the time by which the ramp has had as many
// arrivals: t²/2r of them up to r, and t - r/2 from there on.
func (p *ramped) Next() time.Duration {
	full := p.Pacer.Next().Seconds()
	if full < p.over/2 {
		return seconds(math.Sqrt(2 * p.over * full))
	}
	return seconds(full + p.over/2)
}

func seconds(s float64) time.Duration {
	return time.Duration(min(s, math.MaxInt64/4e9) * float64(time.Second))
}

// gamma draws from the gamma distribution of that shape and scale 1: Marsaglia
// and Tsang 2000, "A simple method for generating gamma variables".
func gamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if u := 1 - random.Float64(); math.Log(u) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
