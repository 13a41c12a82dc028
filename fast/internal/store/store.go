// Package store keeps the latest answers in a bounded piece of memory.
package store

import (
	"bytes"
	"sync"

	"mock-openai/pool"
)

// Store keeps the latest answers, so that they can be retrieved: up to
// 4,096 of them and 16 MiB with their requests. Its memory is made when it is first
// needed and never grows; keeping a response of 2 kB costs 0.2 µs and allocates
// nothing. The zero value is an empty archive.
type Store[E any] [shards]shard[E]

const (
	shards      = 16      // so that few requests wait for each other
	shardSlots  = 256     // responses
	ShardMemory = 1 << 20 // bytes; what does not fit on an empty shard is not kept
)

// shard is a part of an archive. Its memory is a tape in a loop: what is written
// overwrites what is oldest.
type shard[E any] struct {
	mu     sync.Mutex
	memory []byte
	end    int // of the tape, were it not in a loop
	slots  [shardSlots]slot[E]
	next   int // slot to be overwritten
}

// slot says where a response lies on the tape.
type slot[E any] struct {
	key                    Key
	at                     int // on the tape
	body, request, pending int // bytes
	extra                  E
}

// Key is the id of a response behind its prefix.
type Key [24]byte

// Record is what is kept of one answer.
type Record[E any] struct {
	Body, Request []byte // JSON
	Pending       []byte // what is shown in place of the body until it is due; empty if nothing is
	Extra         E
}

func (a *Store[E]) shard(key Key) *shard[E] { return &a[pool.Hash(0, key[:])%shards] }

// Put copies r.
func (a *Store[E]) Put(key Key, r Record[E]) {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(key, r)
}

// Replace puts r in the place of the record of key, if there is one.
func (a *Store[E]) Replace(key Key, r Record[E]) {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.find(key); found != nil {
		*found = slot[E]{}
		s.put(key, r)
	}
}

func (s *shard[E]) put(key Key, r Record[E]) {
	size := len(r.Body) + len(r.Request) + len(r.Pending)
	if size > ShardMemory {
		return
	}
	if s.memory == nil {
		s.memory = make([]byte, ShardMemory)
	}
	if left := ShardMemory - s.end%ShardMemory; left < size {
		s.end += left
	}
	tape := s.memory[s.end%ShardMemory:][:0]
	_ = append(append(append(tape, r.Body...), r.Request...), r.Pending...)
	to := &s.slots[s.next]
	*to = slot[E]{key: key, at: s.end, body: len(r.Body), request: len(r.Request), pending: len(r.Pending), extra: r.Extra}
	s.next = (s.next + 1) % shardSlots
	s.end += size
}

// Get returns a copy of the record of key.
func (a *Store[E]) Get(key Key) (Record[E], bool) {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return Record[E]{}, false
	}
	r := s.record(found)
	r.Body, r.Request, r.Pending = bytes.Clone(r.Body), bytes.Clone(r.Request), bytes.Clone(r.Pending)
	return r, true
}

// record is what found says. Its memory is the tape.
func (s *shard[E]) record(found *slot[E]) Record[E] {
	all := s.memory[found.at%ShardMemory:]
	request, pending := found.body, found.body+found.request
	var r Record[E]
	r.Extra = found.extra
	r.Body, r.Request, r.Pending = all[:request], all[request:pending], all[pending:pending+found.pending]
	return r
}

// Peek returns what the record of key has beside its texts; false if there is none.
func (a *Store[E]) Peek(key Key) (extra E, ok bool) {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found == nil {
		return extra, false
	}
	return found.extra, true
}

// Each calls f with every record there is, which is valid only until f returns.
func (a *Store[E]) Each(f func(Key, *Record[E])) {
	for i := range a {
		a[i].each(f)
	}
}

func (s *shard[E]) each(f func(Key, *Record[E])) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		if found := &s.slots[i]; s.holds(found) {
			r := s.record(found)
			f(found.key, &r)
		}
	}
}

// Delete forgets the record of key, and tells whether there was one.
func (a *Store[E]) Delete(key Key) bool {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(key)
	if found != nil {
		*found = slot[E]{}
	}
	return found != nil
}

// find returns the slot of key, nil if it is empty or what it says is overwritten.
func (s *shard[E]) find(key Key) *slot[E] {
	for i := range s.slots {
		if found := &s.slots[i]; found.key == key && s.holds(found) {
			return found
		}
	}
	return nil
}

// holds tells whether found is not empty and what it says is not overwritten.
func (s *shard[E]) holds(found *slot[E]) bool { return found.body > 0 && s.end-found.at <= ShardMemory }
