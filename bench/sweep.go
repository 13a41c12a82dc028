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

// Sweep finds the highest rates that one URL sustains.
type Sweep struct {
	// Load is run at each rate, for its Duration; 0 means StepTime.
	Load load.Load
	// Pacer makes the pacer of a rate in requests per second.
	Pacer func(rate float64) (load.Pacer, error)
	// Intact, if set, reports whether all answers since its last call were intact.
	Intact func() bool
	// EachStep, if set, is called after each step, with what has been found so far.
	EachStep func(*report.Frontier, report.Step)

	found report.Frontier
}

// Limits are the limits of p99 for which a Sweep finds the highest rates. They limit TTFT, the
// time to the first content, if all answers are streams, and otherwise whole answers.
var Limits = []time.Duration{time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond}

// StepTime is how long a Sweep tries each rate if its Load has no Duration.
const StepTime = 2 * time.Second

const (
	coarse     = 6   // rates that are tried first, downwards from that of a closed loop
	more       = 6   // the most rates above that, tried while they keep a limit
	factor     = 1.6 // between two of these rates
	bisections = 4   // find a rate to within 1.6^(1/16), or 3 %
)

// Frontier finds the highest rate at which p99 stays below each of the Limits, without
// errors and with all answers intact. If the server goes away or ctx ends, it returns an
// error and a Frontier of the steps before; that is nil before the first step.
func (s *Sweep) Frontier(ctx context.Context) (*report.Frontier, error) {
	if s.Load.Duration == 0 {
		s.Load.Duration = StepTime
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
	s.found = report.Frontier{URL: s.Load.URL, TTFT: most.Streams == most.Requests && most.TTFT.Count() > 0}
	s.intact() // answers at that rate do not count
	err = s.seek(ctx, most.Rate())
	if len(s.found.Steps) == 0 {
		return nil, err
	}
	f := s.found
	for _, limit := range Limits {
		under := millis(limit)
		f.Limits = append(f.Limits, report.Limit{Under: under, Rate: s.highest(under)})
	}
	if err != nil {
		f.Ended = err.Error()
	}
	return &f, err
}

// seek tries rates around most, the rate that a closed loop reached.
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

var errInterrupted = errors.New("interrupted before the end of the sweep")

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
		return errInterrupted
	}
	if err == nil && r.Requests == 0 && isUnreachable(r.Err) {
		err = fmt.Errorf("cannot connect to %s: %w", l.URL, r.Err)
	}
	if err != nil {
		return fmt.Errorf("%d rates were tried, then: %w", len(s.found.Steps), err)
	}
	step := report.Step{Rate: rate, Achieved: *perSecond(r.Requests, r.Sending), Errors: r.Errors, Intact: s.intact()}
	if t := report.TimesOf(&r.Latency); t != nil {
		step.P50, step.P99 = &t.P50, &t.P99
	}
	if t := report.TimesOf(&r.TTFT); t != nil {
		step.TTFT50, step.TTFT99 = &t.P50, &t.P99
	}
	i, _ := slices.BinarySearchFunc(s.found.Steps, rate, func(a report.Step, rate float64) int {
		if a.Rate < rate {
			return -1
		}
		return 1
	})
	s.found.Steps = slices.Insert(s.found.Steps, i, step)
	if s.EachStep != nil {
		s.EachStep(&s.found, step)
	}
	return nil
}

// intact reports whether all answers since its last call were intact, or are not checked.
func (s *Sweep) intact() bool { return s.Intact == nil || s.Intact() }

// bounds returns the highest rate that kept the limit and the next higher rate that was
// tried, or 0 if there is none. Rates below that broke the limit do not count: something
// disturbed them, since the server kept the limit at a higher rate.
func (s *Sweep) bounds(under float64) (low, high float64) {
	for i := range s.found.Steps {
		step := &s.found.Steps[i]
		_, p99 := s.found.Limited(step)
		switch kept := step.Errors == 0 && step.Intact && p99 != nil && *p99 < under; {
		case kept:
			low, high = step.Rate, 0
		case high == 0 && low > 0:
			high = step.Rate
		}
	}
	return low, high
}

// highest returns the highest rate that kept the limit, or nil if none did.
func (s *Sweep) highest(under float64) *float64 {
	low, _ := s.bounds(under)
	if low == 0 {
		return nil
	}
	return &low
}

// Limits of Streams.
const (
	latest      = 10    // an event may come after 10 times the usual wait
	mostBroken  = 0.001 // share of the streams
	mostStreams = 1 << 17
)

// ErrUnpaced means that half of the events or more come together with the one before. There is
// no usual wait then, so none can be late.
var ErrUnpaced = errors.New("events of streams come without waits")

// Streams returns how many streams the URL sustains at once, to within a sixteenth: all are
// intact, no event comes later than ten times the usual wait, and fewer than one in a
// thousand break. More than 131,072 are not tried. The streams begin within the Ramp of the
// Load, or within a second without one, and sooner if the first would end meanwhile. The error is
// ErrUnpaced if events come without waits.
func (s *Sweep) Streams(ctx context.Context) (int64, error) {
	l := s.Load
	l.Pacer, l.Duration, l.Ramp = nil, 0, cmp.Or(l.Ramp, time.Second)
	paced := false
	var sustains func(n int) (bool, error)
	sustains = func(n int) (bool, error) {
		l.Connections, l.Requests = n, n
		r, err := l.Run(ctx)
		switch {
		case ctx.Err() != nil:
			return false, errInterrupted
		case err != nil:
			return false, err
		}
		usual := r.Gaps.Quantile(0.5)
		if paced = paced || usual > 0; !paced && r.Errors == 0 {
			return false, ErrUnpaced
		}
		if least := r.Latency.Min(); r.Latency.Count() > 0 && least < l.Ramp { // not all were open at once
			s.intact()
			l.Ramp = least / 2
			return sustains(n)
		}
		return s.intact() && usual > 0 && r.Gaps.Max() <= latest*usual && float64(r.Errors) < mostBroken*float64(n), nil
	}
	return largest(sustains)
}

// largest returns the largest number that sustains is true for, to within a sixteenth and up to
// mostStreams.
func largest(sustains func(n int) (bool, error)) (int64, error) {
	low, high := 0, 64
	for high <= mostStreams {
		ok, err := sustains(high)
		if err != nil {
			return int64(low), err
		}
		if !ok {
			break
		}
		low, high = high, 2*high
	}
	for high = min(high, mostStreams); high-low > max(low/16, 1); {
		middle := (low + high) / 2
		ok, err := sustains(middle)
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
