package behavior

import (
	"sync"

	"mock-openai/fast/fault"
)

// FailFirst makes the first N requests of each session fail and the others succeed. A
// session is named by X-Mock-Session, else by the API key; all other requests share
// one session.
type FailFirst struct {
	N int // 0 means none
	// With is the fault; the zero value means error:status=503.
	With fault.Spec
}

// maxSessions is how many sessions are remembered at least. The one seen longest ago
// is forgotten first.
const maxSessions = 1 << 14

// Sessions counts the requests of each session. It has two generations: sessions seen
// since the young generation began, and those seen before. A full young generation
// becomes the old one.
type Sessions struct {
	mu         sync.Mutex
	young, old map[uint64]int
}

// NewSessions returns empty Sessions.
func NewSessions() *Sessions { return &Sessions{young: map[uint64]int{}} }

// Forget forgets all sessions.
func (s *Sessions) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.young, s.old = map[uint64]int{}, nil
}

// AmongFirst counts a request of session and reports whether it is among the first n.
func (s *Sessions) AmongFirst(n int, session uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen, ok := s.young[session]
	if !ok {
		if len(s.young) == maxSessions {
			s.old, s.young = s.young, make(map[uint64]int, maxSessions)
		}
		seen = s.old[session]
	}
	s.young[session] = min(seen, n) + 1
	return seen < n
}
