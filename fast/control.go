package fast

import (
	"errors"
	"fmt"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/journal"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

// FailNext injects a fault into the next n requests for generated content, in place of
// any other fault.
func (s *Server) FailNext(n int, spec fault.Spec) error { return s.AnswerNext(n, spec, 0) }

// AnswerNext gives the answers to the next n requests for generated content a fault and
// quirks, in place of any others. The zero values mean none.
func (s *Server) AnswerNext(n int, spec fault.Spec, quirks quirk.Set) error {
	return s.pipeline.FailNext(n, spec, quirks)
}

// Failing returns how many of the next requests will get the fault of FailNext.
func (s *Server) Failing() int { return s.pipeline.Failing() }

// FaultCounts returns the injected faults by kind. The server keeps counting in it.
func (s *Server) FaultCounts() *fault.Counts { return &s.injector.Counts }

// QuirkCounts returns the quirks of answers by kind. The server keeps counting in it.
func (s *Server) QuirkCounts() *quirk.Counts { return &s.pipeline.Quirks }

// HangUps returns how many clients have left while their answer waited: in the queue, for
// the next event of a paced stream or in a stall.
func (s *Server) HangUps() uint64 { return s.pacing.HangUps.Load() }

// Profile returns the current profile of models without a profile of their own. The phase
// of a scenario does not change it.
func (s *Server) Profile() profile.Profile { return s.schedule.Load().Config.Others }

// Journal returns the journal of the Config, or nil.
func (s *Server) Journal() *journal.Journal { return s.config.Observation.Journal }

// Phase returns the name of the scenario's current phase, or "" if there is none.
func (s *Server) Phase() string { return s.schedule.Load().Phase() }

// SetProfile replaces the profile that Profile returns. Answers in flight keep theirs.
func (s *Server) SetProfile(p profile.Profile) error {
	return s.change(func(c *behavior.Config) { c.Others = p })
}

// SetProfiles replaces the profiles of single models (Config.Answers.Profiles). Answers in
// flight keep theirs.
func (s *Server) SetProfiles(models map[string]profile.Profile) error {
	return s.change(func(c *behavior.Config) { c.Models = models })
}

// StartScenario starts a scenario from its beginning and ends the current one; nil only
// ends the current one.
func (s *Server) StartScenario(scenario *profile.Scenario) error {
	return s.change(func(c *behavior.Config) { c.Scenario, c.Began = scenario, time.Now() })
}

// change replaces the schedule by one whose config alter has changed.
func (s *Server) change(alter func(c *behavior.Config)) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	old := s.schedule.Load()
	c := old.Config
	alter(&c)
	next, err := behavior.NewSchedule(c, old.Limits)
	if err != nil {
		return err
	}
	if most := next.MaxTokens(); most > s.pool.MaxTokens() {
		return fmt.Errorf("answers must not be longer than the %d tokens that the server was started for: %d", s.pool.MaxTokens(), most)
	}
	if s.pipeline.Timeless {
		return errors.New("the settings of an oracle cannot change")
	}
	s.schedule.Store(next)
	return nil
}
