package fast

import (
	"bytes"
	"sync"

	"mock-openai/pool"
)

// archive keeps the latest answers, so that they can be retrieved: up to
// 4,096 of them and 16 MiB with their requests. Its memory is made when it is first
// needed and never grows; keeping a response of 2 kB costs 0.2 µs and allocates
// nothing. The zero value is an empty archive.
type archive[E any] [shelves]shelf[E]

const (
	shelves     = 16      // so that few requests wait for each other
	shelfSlots  = 256     // responses
	shelfMemory = 1 << 20 // bytes; what does not fit on an empty shelf is not kept
)

// shelf is a part of an archive. Its memory is a tape in a loop: what is written
// overwrites what is oldest.
type shelf[E any] struct {
	mu     sync.Mutex
	memory []byte
	end    int // of the tape, were it not in a loop
	slots  [shelfSlots]slot[E]
	next   int // slot to be overwritten
}

// slot says where a response lies on the tape.
type slot[E any] struct {
	key                    answerKey
	at                     int // on the tape
	body, request, pending int // bytes
	extra                  E
}

// answerKey is the id of a response behind its prefix.
type answerKey [24]byte

// record is what is kept of one answer.
type record[E any] struct {
	body, request []byte // JSON
	pending       []byte // what is shown in place of the body until it is due; empty if nothing is
	extra         E
}

func (a *archive[E]) shelf(key answerKey) *shelf[E] { return &a[pool.Hash(0, key[:])%shelves] }

// put copies r.
func (a *archive[E]) put(key answerKey, r record[E]) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(key, r)
}

// replace puts r in the place of the record of key, if there is one.
func (a *archive[E]) replace(key answerKey, r record[E]) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.find(key); found != nil {
		*found = slot[E]{}
		s.put(key, r)
	}
}

func (s *shelf[E]) put(key answerKey, r record[E]) {
	size := len(r.body) + len(r.request) + len(r.pending)
	if size > shelfMemory {
		return
	}
	if s.memory == nil {
		s.memory = make([]byte, shelfMemory)
	}
	if left := shelfMemory - s.end%shelfMemory; left < size {
		s.end += left
	}
	tape := s.memory[s.end%shelfMemory:][:0]
	_ = append(append(append(tape, r.body...), r.request...), r.pending...)
	to := &s.slots[s.next]
	*to = slot[E]{key: key, at: s.end, body: len(r.body), request: len(r.request), pending: len(r.pending), extra: r.extra}
	s.next = (s.next + 1) % shelfSlots
	s.end += size
}

// get returns a copy of the record of key.
func (a *archive[E]) get(key answerKey) (record[E], bool) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return record[E]{}, false
	}
	r := s.record(found)
	r.body, r.request, r.pending = bytes.Clone(r.body), bytes.Clone(r.request), bytes.Clone(r.pending)
	return r, true
}

// record is what found says. Its memory is the tape.
func (s *shelf[E]) record(found *slot[E]) record[E] {
	all := s.memory[found.at%shelfMemory:]
	request, pending := found.body, found.body+found.request
	var r record[E]
	r.extra = found.extra
	r.body, r.request, r.pending = all[:request], all[request:pending], all[pending:pending+found.pending]
	return r
}

// peek returns what the record of key has beside its texts; false if there is none.
func (a *archive[E]) peek(key answerKey) (extra E, ok bool) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return extra, false
	}
	return found.extra, true
}

// each calls f with every record there is, which is valid only until f returns.
func (a *archive[E]) each(f func(answerKey, *record[E])) {
	for i := range a {
		a[i].each(f)
	}
}

func (s *shelf[E]) each(f func(answerKey, *record[E])) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		if found := &s.slots[i]; s.holds(found) {
			r := s.record(found)
			f(found.key, &r)
		}
	}
}

// delete forgets the record of key, and tells whether there was one.
func (a *archive[E]) delete(key answerKey) bool {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found != nil {
		*found = slot[E]{}
	}
	return found != nil
}

// find returns the slot of key, nil if it is empty or what it says is overwritten.
func (s *shelf[E]) find(key answerKey) *slot[E] {
	for i := range s.slots {
		if found := &s.slots[i]; found.key == key && s.holds(found) {
			return found
		}
	}
	return nil
}

// holds tells whether found is not empty and what it says is not overwritten.
func (s *shelf[E]) holds(found *slot[E]) bool { return found.body > 0 && s.end-found.at <= shelfMemory }
