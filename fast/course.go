package fast

import (
	"fmt"
	"maps"
	"time"

	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// manners are those of all models at one time.
type manners struct {
	others *manner            // of models that have none of their own
	models map[string]*manner // by name, JSON-escaped
}

func (m *manners) of(model []byte) *manner {
	if len(m.models) > 0 {
		if own, ok := m.models[string(model)]; ok {
			return own
		}
	}
	return m.others
}

// given is what a course is made of.
type given struct {
	others   profile.Profile
	models   map[string]profile.Profile
	scenario *profile.Scenario // nil if there is none
	began    time.Time         // the scenario
}

// course is the manners at all times.
type course struct {
	given
	plain  manners   // outside of phases
	phases []manners // of the scenario
	limits modelLimits
}

// newCourse makes ready the profiles of models, that of all others and the phases
// that change both. Limits that are among those of before go on as they are.
func newCourse(g given, before modelLimits) (*course, error) {
	c := &course{given: g, limits: modelLimits{}}
	var err error
	if c.plain, err = c.newManners(nil, before); err != nil || g.scenario == nil {
		return c, err
	}
	for _, phase := range g.scenario.Phases {
		m, err := c.newManners(phase.Settings, before)
		if err != nil {
			return nil, fmt.Errorf("phase %s: %w", phase.Name, err)
		}
		c.phases = append(c.phases, m)
	}
	return c, nil
}

// newManners applies settings to all profiles.
func (c *course) newManners(settings []profile.Setting, before modelLimits) (manners, error) {
	made := manners{models: map[string]*manner{}}
	for name, p := range withOthers(c.others, c.given.models) {
		if err := p.Apply(settings...); err != nil {
			return made, err
		}
		if err := p.Validate(); err != nil {
			if name != "" {
				err = fmt.Errorf("model %s: %w", name, err)
			}
			return made, err
		}
		if name == "" {
			made.others = newManner(p, c.limits.of(name, p, before))
		} else {
			made.models[string(appendEscaped(nil, name))] = newManner(p, c.limits.of(name, p, before))
		}
	}
	return made, nil
}

// withOthers is models with others under the name of none.
func withOthers(others profile.Profile, models map[string]profile.Profile) map[string]profile.Profile {
	all := maps.Clone(models)
	if all == nil {
		all = map[string]profile.Profile{}
	}
	all[""] = others
	return all
}

// now returns the manners of this time and by how much they are slowed down.
func (c *course) now() (*manners, float64) {
	if c.scenario == nil {
		return &c.plain, 1
	}
	if i, lasted, ok := c.scenario.At(time.Since(c.began)); ok {
		return &c.phases[i], c.scenario.Phases[i].Slowdown(lasted)
	}
	return &c.plain, 1
}

// phase returns the name of the phase that the scenario is in; empty if none.
func (c *course) phase() string {
	if c.scenario != nil {
		if i, _, ok := c.scenario.At(time.Since(c.began)); ok {
			return c.scenario.Phases[i].Name
		}
	}
	return ""
}

// all returns every manner there is.
func (c *course) all() (all []*manner) {
	for _, m := range append([]manners{c.plain}, c.phases...) {
		all = append(all, m.others)
		for _, own := range m.models {
			all = append(all, own)
		}
	}
	return all
}

// maxTokens returns the longest answer that may be drawn.
func (c *course) maxTokens() int {
	most := pool.DefaultMaxTokens
	for _, m := range c.all() {
		most = max(most, m.Tokens.Max())
	}
	return most
}
