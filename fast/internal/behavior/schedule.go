package behavior

import (
	"fmt"
	"maps"
	"time"

	"mock-openai/fast/internal/ratelimit"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Profiles are the profiles of all models at one time.
type Profiles struct {
	others *Compiled            // of models without a profile of their own
	models map[string]*Compiled // by name, JSON-escaped
}

// Of returns how a model answers; model is its JSON-escaped name.
func (m *Profiles) Of(model []byte) *Compiled {
	if len(m.models) > 0 {
		if own, ok := m.models[string(model)]; ok {
			return own
		}
	}
	return m.others
}

// Config configures a Schedule.
type Config struct {
	Others   profile.Profile
	Models   map[string]profile.Profile
	Scenario *profile.Scenario // nil if there is none
	Began    time.Time         // when the scenario began
}

// Schedule has the profiles of all models at all times.
type Schedule struct {
	Config
	plain  Profiles   // outside of phases
	phases []Profiles // of the scenario
	Limits ratelimit.PerModel
}

// NewSchedule prepares the profiles of all models, with and without the phases of the
// scenario. Limits that are in before as well keep their state.
func NewSchedule(c Config, before ratelimit.PerModel) (*Schedule, error) {
	s := &Schedule{Config: c, Limits: ratelimit.PerModel{}}
	var err error
	if s.plain, err = s.compileAll(nil, before); err != nil || c.Scenario == nil {
		return s, err
	}
	if err := c.Scenario.Validate(); err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	for _, phase := range c.Scenario.Phases {
		m, err := s.compileAll(&phase, before)
		if err != nil {
			return nil, fmt.Errorf("phase %s: %w", phase.Name, err)
		}
		s.phases = append(s.phases, m)
	}
	return s, nil
}

// compileAll prepares all profiles as they are in a phase; nil means outside of phases.
func (s *Schedule) compileAll(phase *profile.Phase, before ratelimit.PerModel) (Profiles, error) {
	made := Profiles{models: map[string]*Compiled{}}
	for name, p := range withOthers(s.Others, s.Config.Models) {
		if phase != nil {
			if err := phase.Apply(&p); err != nil {
				return made, err
			}
		}
		err := p.Validate()
		if err == nil && phase == nil { // a phase may add errors, before which the other faults give way
			err = p.Plan().Validate()
		}
		if err != nil {
			if name != "" {
				err = fmt.Errorf("model %s: %w", name, err)
			}
			return made, err
		}
		if name == "" {
			made.others = Compile(p, s.Limits.Of(name, p, before))
		} else {
			made.models[string(render.AppendEscaped(nil, name))] = Compile(p, s.Limits.Of(name, p, before))
		}
	}
	return made, nil
}

// withOthers returns models plus others, under the empty name.
func withOthers(others profile.Profile, models map[string]profile.Profile) map[string]profile.Profile {
	all := maps.Clone(models)
	if all == nil {
		all = map[string]profile.Profile{}
	}
	all[""] = others
	return all
}

// Now returns the current profiles and the factor by which they are slowed down.
func (s *Schedule) Now() (*Profiles, float64) {
	if s.Scenario == nil {
		return &s.plain, 1
	}
	if i, lasted, ok := s.Scenario.At(time.Since(s.Began)); ok {
		return &s.phases[i], s.Scenario.Phases[i].Slowdown(lasted)
	}
	return &s.plain, 1
}

// Phase returns the name of the scenario's current phase, or "".
func (s *Schedule) Phase() string {
	if s.Scenario != nil {
		if i, _, ok := s.Scenario.At(time.Since(s.Began)); ok {
			return s.Scenario.Phases[i].Name
		}
	}
	return ""
}

// All returns every profile of every phase.
func (s *Schedule) All() (all []*Compiled) {
	for _, m := range append([]Profiles{s.plain}, s.phases...) {
		all = append(all, m.others)
		for _, own := range m.models {
			all = append(all, own)
		}
	}
	return all
}

// MaxTokens returns the largest number of tokens that an answer may have.
func (s *Schedule) MaxTokens() int {
	most := pool.DefaultMaxTokens
	for _, m := range s.All() {
		most = max(most, m.Tokens.Max())
	}
	return most
}
