package fast

import (
	"errors"
	"fmt"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/journal"
	"mock-openai/fast/profile"
)

// FailNext has a fault happen to the next n requests that ask for something to
// be made up, in place of what else would go wrong with them.
func (s *Server) FailNext(n int, spec fault.Spec) error { return s.pipeline.FailNext(n, spec) }

// Failing is how many requests FailNext is still going to happen to.
func (s *Server) Failing() int { return s.pipeline.Failing() }

// FaultCounts are the faults that have happened, by kind. They stay live.
func (s *Server) FaultCounts() *fault.Counts { return &s.injector.Counts }

// HangUps is how many clients have left before the end of an answer that waited,
// be it for a paced stream's next event or in a stall.
func (s *Server) HangUps() uint64 { return s.pacing.HangUps.Load() }

// Profile is how models answer at present that have no profile of their own,
// outside of phases.
func (s *Server) Profile() profile.Profile { return s.schedule.Load().Config.Others }

// Journal is that of the configuration; nil if there is none.
func (s *Server) Journal() *journal.Journal { return s.config.Observation.Journal }

// Phase is the name of the phase that the scenario is in; empty if in none.
func (s *Server) Phase() string { return s.schedule.Load().Phase() }

// SetProfile replaces what Profile returns without dropping a request: an answer
// that is under way goes on as it began.
func (s *Server) SetProfile(p profile.Profile) error {
	return s.change(func(g *behavior.Config) { g.Others = p })
}

// SetProfiles replaces Config.Profiles in the same way.
func (s *Server) SetProfiles(models map[string]profile.Profile) error {
	return s.change(func(g *behavior.Config) { g.Models = models })
}

// StartScenario starts a scenario from its begin, in place of the one that runs;
// nil ends that.
func (s *Server) StartScenario(scenario *profile.Scenario) error {
	return s.change(func(g *behavior.Config) { g.Scenario, g.Began = scenario, time.Now() })
}

// change replaces the schedule by one with a part altered.
func (s *Server) change(alter func(g *behavior.Config)) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	old := s.schedule.Load()
	g := old.Config
	alter(&g)
	c, err := behavior.NewSchedule(g, old.Limits)
	if err != nil {
		return err
	}
	if most := c.MaxTokens(); most > s.pool.MaxTokens() {
		return fmt.Errorf("answers of %d tokens are longer than the %d that were made at start", most, s.pool.MaxTokens())
	}
	if s.pipeline.Timeless {
		return errors.New("an oracle does not change")
	}
	s.schedule.Store(c)
	return nil
}
