package fast

import (
	"maps"
	"slices"

	"mock-openai/fast/internal/enginemetrics"
)

// newEngineMetrics returns what counts under the names of an inference server, or nil.
func (s *Server) newEngineMetrics() *enginemetrics.Recorder {
	c := &s.config
	if c.Observation.EngineMetrics.Style == "" {
		return nil
	}
	sources := enginemetrics.Sources{Overloaded: s.limits.overloaded.Load, PrefixCache: s.promptCache != nil}
	if e := c.Timing.Engine; e != nil {
		sources.Engine, sources.Blocks, sources.BlockSize = s.engine.Stats, e.Blocks, e.BlockSize
	}
	profiles := slices.Collect(maps.Keys(c.Answers.Profiles))
	return enginemetrics.New(c.Observation.EngineMetrics, c.Answers.Models, profiles, sources)
}
