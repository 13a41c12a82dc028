package fast

import (
	"bytes"
	"sync"

	"mock-openai/fast/pace"
	"mock-openai/pool"
)

// archive keeps the latest responses, so that they can be retrieved: up to
// 4,096 of them and 16 MiB with their inputs. Its memory is made when it is first
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
	key                  responseKey
	at                   int // on the tape
	body, input, pending int // bytes
	background           bool
	due                  pace.Instant
	tokens               int
}

// responseKey is the id of a response behind its prefix.
type responseKey [24]byte

// record is a response as it is kept.
type record struct {
	body, input []byte       // JSON; the input is as it stands in the request, and may be empty
	background  bool         // it may be cancelled
	pending     []byte       // what is shown for the body until it is due; empty if it is
	due         pace.Instant // of the body
	tokens      int          // that whoever goes on from it has said and heard
}

func (a *archive) shelf(key responseKey) *shelf { return &a[pool.Hash(0, key[:])%shelves] }

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
	size := len(r.body) + len(r.input) + len(r.pending)
	if size > shelfMemory {
		return
	}
	if s.memory == nil {
		s.memory = make([]byte, shelfMemory)
	}
	if left := shelfMemory - s.end%shelfMemory; left < size {
		s.end += left
	}
	to := s.memory[s.end%shelfMemory:][:0]
	_ = append(append(append(to, r.body...), r.input...), r.pending...)
	s.slots[s.next] = slot{key: key, at: s.end, body: len(r.body), input: len(r.input), pending: len(r.pending),
		background: r.background, due: r.due, tokens: r.tokens}
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
	input, pending := found.body, found.body+found.input
	all := bytes.Clone(s.memory[found.at%shelfMemory:][:pending+found.pending])
	return record{body: all[:input:input], input: all[input:pending:pending], pending: all[pending:],
		background: found.background, due: found.due, tokens: found.tokens}, true
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
	return found.tokens, true
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
		if found := &s.slots[i]; found.body > 0 && found.key == key && s.end-found.at <= shelfMemory {
			return found
		}
	}
	return nil
}
