package fast

import "mock-openai/fast/meter"

// Snapshot returns what has been counted since the start. Unlike a scrape of Metrics it
// does not change the headroom that the next scrape reports.
func (s *Server) Snapshot() meter.Snapshot { return s.meter.Snapshot() }
