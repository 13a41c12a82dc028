package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// Sweep seeks what one URL bears.
type Sweep struct {
	// Load is run at each rate, for its Duration; 0 means 2 s.
	Load load.Load
	// Pacer makes that of a rate, in requests a second.
	Pacer func(rate float64) (load.Pacer, error)
	// Intact reports whether all answers since the call before were; nil means
	// that nobody looks.
	Intact func() bool
	// EachStep is called after each step; may be nil.
	EachStep func(report.Step)

	steps []report.Step
}

// Limits are the limits of p99 that a Sweep seeks the highest rates for.
var Limits = []time.Duration{time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond}

const (
	stepTime   = 2 * time.Second
	coarse     = 6   // rates that are tried first, from what a closed loop reached down
	more       = 6   // rates above that at the most, as long as they keep a limit
	factor     = 1.6 // from one of these rates to the next
	bisections = 4   // which bring a rate to 1.6^(1/16), 3 %
)

// Frontier is the highest rate at which p99 stays below each of the Limits, with
// no error and all answers intact. If the server goes away, or ctx ends, the error says so,
// and the Frontier, nil before the first step, has the steps before.
func (s *Sweep) Frontier(ctx context.Context) (*report.Frontier, error) {
	if s.Load.Duration == 0 {
		s.Load.Duration = stepTime
	}
	most, err := s.Load.Run(ctx) // a closed loop
	switch {
	case err != nil:
		return nil, err
	case most.Requests == 0 && most.Err != nil:
		return nil, fmt.Errorf("%s gave no answers to seek a rate by: %w", s.Load.URL, most.Err)
	case most.Requests == 0:
		return nil, fmt.Errorf("%s gave no answers to seek a rate by", s.Load.URL)
	}
	s.steps = nil
	s.intact() // what is not at that rate does not count
	err = s.seek(ctx, most.Rate())
	if len(s.steps) == 0 {
		return nil, err
	}
	f := &report.Frontier{URL: s.Load.URL, Steps: s.steps}
	for _, limit := range Limits {
		under := millis(limit)
		f.Limits = append(f.Limits, report.Limit{Under: under, Rate: s.highest(under)})
	}
	if err != nil {
		f.Ended = err.Error()
	}
	return f, err
}

// seek tries rates, from what a closed loop reached.
func (s *Sweep) seek(ctx context.Context, most float64) error {
	rate := most
	for range coarse {
		if err := s.try(ctx, rate); err != nil {
			return err
		}
		rate /= factor
	}
	rate = most
	for range more {
		if low, high := s.bounds(millis(Limits[len(Limits)-1])); low == 0 || high > 0 {
			break
		}
		rate *= factor
		if err := s.try(ctx, rate); err != nil {
			return err
		}
	}
	for _, limit := range Limits {
		for range bisections {
			low, high := s.bounds(millis(limit))
			if low == 0 || high == 0 {
				break
			}
			if err := s.try(ctx, (low+high)/2); err != nil {
				return err
			}
		}
	}
	return nil
}

func millis(d time.Duration) float64 { return d.Seconds() * 1e3 }

// try runs one step.
func (s *Sweep) try(ctx context.Context, rate float64) error {
	l := s.Load
	var err error
	if l.Pacer, err = s.Pacer(rate); err != nil {
		return err
	}
	r, err := l.Run(ctx)
	if ctx.Err() != nil {
		return errors.New("interrupted before the end of the sweep")
	}
	if err == nil && r.Requests == 0 && isUnreachable(r.Err) {
		err = fmt.Errorf("cannot connect to %s: %w", l.URL, r.Err)
	}
	if err != nil {
		return fmt.Errorf("%d rates were tried, then: %w", len(s.steps), err)
	}
	step := report.Step{Rate: rate, Achieved: r.Rate(), Errors: r.Errors, Intact: s.intact()}
	if t := report.TimesOf(&r.Latency); t != nil {
		step.P50, step.P99 = &t.P50, &t.P99
	}
	i, _ := slices.BinarySearchFunc(s.steps, rate, func(a report.Step, rate float64) int {
		if a.Rate < rate {
			return -1
		}
		return 1
	})
	s.steps = slices.Insert(s.steps, i, step)
	if s.EachStep != nil {
		s.EachStep(step)
	}
	return nil
}

// intact reports whether all answers since the call before were, as far as anybody
// looks.
func (s *Sweep) intact() bool { return s.Intact == nil || s.Intact() }

// bounds are the highest rate that kept the limit, and the next higher one that
// was tried; 0 where there is none. What disturbed a lower rate does not count: a
// rate that a server does not bear it does not seem to bear.
func (s *Sweep) bounds(under float64) (low, high float64) {
	for _, step := range s.steps {
		switch kept := step.Errors == 0 && step.Intact && step.P99 != nil && *step.P99 < under; {
		case kept:
			low, high = step.Rate, 0
		case high == 0 && low > 0:
			high = step.Rate
		}
	}
	return low, high
}

// highest is the highest rate that kept the limit, nil if none did.
func (s *Sweep) highest(under float64) *float64 {
	low, _ := s.bounds(under)
	if low == 0 {
		return nil
	}
	return &low
}

// What a stream may be late, and how many may break.
const (
	latest      = 10 // times the usual wait between events
	mostBroken  = 0.001
	mostStreams = 1 << 17
)

// ErrUnpaced means that no event can be late, since events come without waits.
var ErrUnpaced = errors.New("events of streams come without waits")

// Streams is the most streams that the URL bears at once, to a sixteenth: all intact,
// no event later than ten times the usual wait, and less than one in a thousand
// broken. They begin within the Ramp of the Load, by default a second. The error is ErrUnpaced
// if events come without a wait between them.
func (s *Sweep) Streams(ctx context.Context) (int64, error) {
	l := s.Load
	l.Pacer, l.Duration, l.Ramp = nil, 0, cmp.Or(l.Ramp, time.Second)
	paced := false
	bears := func(n int) (bool, error) {
		l.Connections, l.Requests = n, n
		r, err := l.Run(ctx)
		if err != nil || ctx.Err() != nil {
			return false, errors.Join(err, ctx.Err())
		}
		usual := r.Gaps.Quantile(0.5)
		if paced = paced || usual > 0; !paced && r.Errors == 0 {
			return false, ErrUnpaced
		}
		return s.intact() && usual > 0 && r.Gaps.Max() <= latest*usual && float64(r.Errors) < mostBroken*float64(n), nil
	}
	low, high := 0, 64
	for high <= mostStreams {
		ok, err := bears(high)
		if err != nil {
			return int64(low), err
		}
		if !ok {
			break
		}
		low, high = high, 2*high
	}
	for high-low > max(low/16, 1) {
		middle := (low + high) / 2
		ok, err := bears(middle)
		if err != nil {
			return int64(low), err
		}
		if ok {
			low = middle
		} else {
			high = middle
		}
	}
	return int64(low), nil
}
