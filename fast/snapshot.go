package fast

import "mock-openai/fast/meter"

// Snapshot is what has been counted since the start. Unlike a scrape of Metrics it
// leaves the headroom of the next scrape as it is.
func (s *Server) Snapshot() meter.Snapshot { return s.meter.Snapshot() }

// Dialect is the name of the API that a path belongs to, empty if to none.
func (s *Server) Dialect(path string) string {
	if d := s.routes.find([]byte(path)).dialect; d != nil {
		return d.Name
	}
	return ""
}
