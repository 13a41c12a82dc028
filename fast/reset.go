package fast

import (
	"time"

	"mock-openai/fast/internal/behavior"
)

// Restore makes s what it was at its start: the settings of models without a profile of
// their own, the limits, and the scenario, which begins anew. It removes the fixtures that
// were added, and then does what Reset does.
func (s *Server) Restore() error {
	err := s.change(func(c *behavior.Config) {
		c.Others, c.Scenario, c.Began = s.config.Profile(), s.config.Timing.Scenario, time.Now()
	})
	if err == nil {
		err = s.SetAllowance(s.config.allowance())
	}
	if err == nil {
		err = s.Fixtures().Remove("")
	}
	if err != nil {
		return err
	}
	return s.Reset()
}

// Reset restores the counters to those of a new server: metrics, rate limits, the seeds of
// requests, and the sessions whose first requests fail. It empties the prompt cache and the
// journal's memory, and cancels FailNext, Reply and ReplyNext. Settings and the scenario
// stay, and requests in flight continue.
func (s *Server) Reset() error {
	s.changing.Lock()
	defer s.changing.Unlock()
	schedule, err := behavior.NewSchedule(s.schedule.Load().Config, nil) // with full limits of models
	if err != nil {
		return err
	}
	s.schedule.Store(schedule)
	s.limits.reset()
	s.pipeline.Reset()
	s.reply = nil
	s.generator.ForgetReplies()
	if s.promptCache != nil {
		s.promptCache.Clear()
	}
	if s.config.Observation.Journal != nil {
		s.config.Observation.Journal.Clear()
	}
	s.meter.Reset()
	if s.engineMetrics != nil {
		s.engineMetrics.Reset()
		s.limits.overloaded.Store(0)
	}
	return nil
}
