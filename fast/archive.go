package fast

import (
	"bytes"
	"sync"

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
	key         responseKey
	at          int // on the tape
	body, input int // bytes
	background  bool
}

// responseKey is the id of a response behind its prefix.
type responseKey [24]byte

// record is a response as it is kept.
type record struct {
	body, input []byte // JSON; the input is as it stands in the request, and may be empty
	background  bool
}

func (a *archive) shelf(key responseKey) *shelf { return &a[pool.Hash(0, key[:])%shelves] }

// put copies r.
func (a *archive) put(key responseKey, r record) {
	size := len(r.body) + len(r.input)
	if size > shelfMemory {
		return
	}
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memory == nil {
		s.memory = make([]byte, shelfMemory)
	}
	if left := shelfMemory - s.end%shelfMemory; left < size {
		s.end += left
	}
	to := s.memory[s.end%shelfMemory:]
	copy(to[copy(to, r.body):], r.input)
	s.slots[s.next] = slot{key: key, at: s.end, body: len(r.body), input: len(r.input), background: r.background}
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
	all := bytes.Clone(s.memory[found.at%shelfMemory:][:found.body+found.input])
	return record{body: all[:found.body:found.body], input: all[found.body:], background: found.background}, true
}

// has tells whether there is a record of key.
func (a *archive) has(key responseKey) bool {
	s := a.shelf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(key) != nil
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
