package behavior

import (
	"sync"

	"mock-openai/fast/fault"
)

// FailFirst makes the first N requests of each session fail and its others
// succeed. A session is what a client calls so in X-Mock-Session, without that
// its API key, without that all the rest.
type FailFirst struct {
	N int // 0 means that none fails
	// With is the fault; the zero value means error:status=503.
	With fault.Spec
}

// maxSessions is how many sessions are remembered at least; the one that was
// seen longest ago is forgotten first, or a while later.
const maxSessions = 1 << 14

// Sessions counts the requests of each session in two generations: what was seen
// since the last turn and what was seen before it.
type Sessions struct {
	mu         sync.Mutex
	young, old map[uint64]int
}

// NewSessions returns sessions of which none has been seen.
func NewSessions() *Sessions { return &Sessions{young: map[uint64]int{}} }

// Forget has every session begin anew.
func (s *Sessions) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.young, s.old = map[uint64]int{}, nil
}

// Among counts a request of session and tells whether it is among the first n.
func (s *Sessions) Among(n int, session uint64) bool {
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
