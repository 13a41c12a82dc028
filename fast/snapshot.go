package fast

import "mock-openai/fast/meter"

// Snapshot returns what has been counted since the start. Unlike a scrape of Metrics it
// does not change the headroom that the next scrape reports.
func (s *Server) Snapshot() meter.Snapshot { return s.meter.Snapshot() }

// Dialect returns the name of the API that a path belongs to, or "".
func (s *Server) Dialect(path string) string {
	if d := s.routes.find([]byte(path)).dialect; d != nil {
		return d.Name
	}
	return ""
}
