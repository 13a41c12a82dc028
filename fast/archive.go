package fast

import (
	"bytes"
	"sync"

	"mock-openai/fast/internal/render"
	"mock-openai/fast/pace"
	"mock-openai/pool"
)

// archive keeps the latest responses, so that they can be retrieved: up to
// 4,096 of them and 16 MiB with their requests. Its memory is made when it is first
// needed and never grows; keeping a response of 2 kB costs 0.2 µs and allocates
// nothing. The zero value is an empty archive.
type archive [shelves]shelf

const (
	shelves     = 16      // so that few requests wait for each other
	shelfSlots  = 256     // responses
	shelfMemory = 1 << 20 // bytes; what does not fit on an empty shelf is not kept
)

// shelf is a part of an archive. Its memory is a tape in a loop: what is written
// overwrites what is oldest.
type shelf struct {
	mu     sync.Mutex
	memory []byte
	end    int // of the tape, were it not in a loop
	slots  [shelfSlots]slot
	next   int // slot to be overwritten
}

// slot says where a response lies on the tape.
type slot struct {
	key                    responseKey
	at                     int    // on the tape
	body, request, pending int    // bytes
	rest                   record // but for what lies on the tape
}

// responseKey is the id of a response behind its prefix.
type responseKey [24]byte

// record is a response as it is kept.
type record struct {
	body, request     []byte       // JSON
	inputAt, inputEnd int          // where the input is in the request
	background        bool         // it may be cancelled
	pending           []byte       // what is shown for the body until it is due; empty if it is
	due               pace.Instant // of the body
	tokens            int          // that whoever goes on from it has said and heard
	making            making
	order             uint64    // of a chat completion among the others
	requestID         render.ID // of a chat completion
}

func (a *archive) shelf(key responseKey) *shelf { return &a[pool.Hash(0, key[:])%shelves] }

// input is the input as it stands in the request; it may be empty.
func (r *record) input() []byte { return r.request[r.inputAt:r.inputEnd] }

// put copies r.
func (a *archive) put(key responseKey, r record) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(key, r)
}

// replace puts r in the place of the record of key, if there is one.
func (a *archive) replace(key responseKey, r record) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.find(key); found != nil {
		*found = slot{}
		s.put(key, r)
	}
}

func (s *shelf) put(key responseKey, r record) {
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
	*to = slot{key: key, at: s.end, body: len(r.body), request: len(r.request), pending: len(r.pending), rest: r}
	to.rest.body, to.rest.request, to.rest.pending = nil, nil, nil
	s.next = (s.next + 1) % shelfSlots
	s.end += size
}

// get returns a copy of the record of key.
func (a *archive) get(key responseKey) (record, bool) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return record{}, false
	}
	r := s.record(found)
	r.body, r.request, r.pending = bytes.Clone(r.body), bytes.Clone(r.request), bytes.Clone(r.pending)
	return r, true
}

// record is what found says. Its memory is the tape.
func (s *shelf) record(found *slot) record {
	all := s.memory[found.at%shelfMemory:]
	request, pending := found.body, found.body+found.request
	r := found.rest
	r.body, r.request, r.pending = all[:request], all[request:pending], all[pending:pending+found.pending]
	return r
}

// tokens returns those of the record of key; false if there is none.
func (a *archive) tokens(key responseKey) (int, bool) {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return 0, false
	}
	return found.rest.tokens, true
}

// each calls f with every record there is, which is valid only until f returns.
func (a *archive) each(f func(responseKey, *record)) {
	for i := range a {
		a[i].each(f)
	}
}

func (s *shelf) each(f func(responseKey, *record)) {
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
func (a *archive) delete(key responseKey) bool {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found != nil {
		*found = slot{}
	}
	return found != nil
}

// find returns the slot of key, nil if it is empty or what it says is overwritten.
func (s *shelf) find(key responseKey) *slot {
	for i := range s.slots {
		if found := &s.slots[i]; found.key == key && s.holds(found) {
			return found
		}
	}
	return nil
}

// holds tells whether found is not empty and what it says is not overwritten.
func (s *shelf) holds(found *slot) bool { return found.body > 0 && s.end-found.at <= shelfMemory }
