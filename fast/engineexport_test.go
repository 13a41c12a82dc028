package fast

import "mock-openai/fast/batch"

// EngineStats returns what the engine of s has done, for tests outside of the package.
func (s *Server) EngineStats() batch.Stats { return s.engine.Stats() }
