package profile

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mock-openai/fast/latency"
)

// Scenario describes how a provider changes over time. Before its beginning, and
// after its end unless it repeats, models answer by their profiles alone.
type Scenario struct {
	Phases []Phase
	Repeat bool
}

// Phase is a part of a scenario.
type Phase struct {
	Name string
	For  time.Duration
	// Settings are applied on top of every model's profile.
	Settings []Setting
	trace    *latency.Trace // applied after Settings; nil leaves that of the profile
	// SlowdownFrom and SlowdownTo are factors for all latencies at the beginning and
	// the end of the phase, linear in between; 1 means no change.
	SlowdownFrom, SlowdownTo float64
}

// Apply changes the profile of a model as it is in the phase.
func (p *Phase) Apply(to *Profile) error {
	if err := to.Apply(p.Settings...); err != nil {
		return err
	}
	if p.trace != nil {
		to.Latency.Trace = p.trace
	}
	return nil
}

// Validate returns an error if s has no phase, or one that is too short.
func (s *Scenario) Validate() error {
	if len(s.Phases) == 0 {
		return errors.New("there are no phases")
	}
	for _, p := range s.Phases {
		if p.For < shortestPhase {
			return fmt.Errorf("phase %s must last at least %v, not %v", p.Name, shortestPhase, p.For)
		}
	}
	return nil
}

const shortestPhase = time.Millisecond

// Slowdown returns the factor for latencies when the phase has lasted that long.
func (p *Phase) Slowdown(lasted time.Duration) float64 {
	share := min(max(float64(lasted)/float64(p.For), 0), 1)
	return p.SlowdownFrom + share*(p.SlowdownTo-p.SlowdownFrom)
}

// At returns the index of the phase at the time since the scenario began, and how
// long that phase has lasted. It returns false after the last phase.
func (s *Scenario) At(since time.Duration) (phase int, lasted time.Duration, ok bool) {
	if s.Repeat {
		since %= s.length()
	}
	for i, p := range s.Phases {
		if since < p.For {
			return i, since, true
		}
		since -= p.For
	}
	return 0, 0, false
}

func (s *Scenario) length() (all time.Duration) {
	for _, p := range s.Phases {
		all += p.For
	}
	return all
}

// ReadScenario reads a YAML or JSON file. A phase has a name, a length, a slowdown (a
// factor, or two for a ramp) and settings by the names of flags:
//
//	phases:
//	  - {name: healthy, for: 60s}
//	  - {name: brown-out, for: 30s, slowdown: 1..6, error-rate: 0.2, error-status: 503}
//	repeat: true
//
// Errors name the line.
func ReadScenario(data []byte, base Profile) (*Scenario, error) {
	top, err := readMapping(data)
	if err != nil {
		return nil, err
	}
	s, length := new(Scenario), time.Duration(0)
	for _, e := range top {
		switch e.key {
		case "phases":
			for _, n := range elements(e.value) {
				own, err := entriesOf(n)
				if err != nil {
					return nil, err
				}
				phase, err := readPhase(own, base)
				if err != nil {
					return nil, err
				}
				if phase.Name == "" || phase.For == 0 {
					return nil, fmt.Errorf("line %d: a phase needs a name and, in for, its length", n.GetToken().Position.Line)
				}
				s.Phases = append(s.Phases, phase)
				if length += phase.For; length < 0 {
					return nil, e.at(fmt.Errorf("the phases take more than %v in all", time.Duration(math.MaxInt64)))
				}
			}
		case "repeat":
			texts, err := e.scalars()
			if err != nil {
				return nil, err
			}
			if s.Repeat, err = strconv.ParseBool(strings.Join(texts, ",")); err != nil {
				return nil, e.at(errors.New("must be true or false"))
			}
		default:
			return nil, e.at(errors.New("phases and repeat are the only keys here"))
		}
	}
	return s, s.Validate()
}

// ownKeys are the keys of a phase that are not settings.
var ownKeys = []string{"name", "for", "slowdown"}

func readPhase(entries []entry, base Profile) (Phase, error) {
	p := Phase{SlowdownFrom: 1, SlowdownTo: 1}
	for _, e := range entries {
		if !slices.Contains(ownKeys, e.key) {
			continue
		}
		texts, err := e.scalars()
		if err != nil {
			return p, err
		}
		if err := p.set(e.key, strings.Join(texts, ",")); err != nil {
			return p, e.at(err)
		}
	}
	with, all, err := settings(base, entries, ownKeys...)
	if err != nil {
		return p, fmt.Errorf("phase %s: %w", p.Name, err)
	}
	for _, s := range all {
		if s.Name == traceSetting { // read once, not again whenever a setting of the server changes
			p.trace = with.Latency.Trace
		} else {
			p.Settings = append(p.Settings, s)
		}
	}
	return p, nil
}

func (p *Phase) set(key, value string) (err error) {
	switch key {
	case "name":
		p.Name = value
	case "for":
		if p.For, err = time.ParseDuration(value); err != nil || p.For < shortestPhase {
			return fmt.Errorf("must be a duration of at least 1ms, not %q", value)
		}
	case "slowdown":
		from, to, ramp := strings.Cut(value, "..")
		if !ramp {
			to = from
		}
		if p.SlowdownFrom, err = factor(from); err == nil {
			p.SlowdownTo, err = factor(to)
		}
	}
	return err
}

func factor(text string) (float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || !(f >= 0 && f <= 1e6) {
		return 0, fmt.Errorf("must be a factor from 0 to 1e6, or two as in 1..8, not %q", text)
	}
	return f, nil
}
