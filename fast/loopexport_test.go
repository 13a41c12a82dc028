package fast

// Looped returns how many streams the delivery loop of s sends, for tests outside of the
// package.
func (s *Server) Looped() int { return s.pacing.Looped() }
