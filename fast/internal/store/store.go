// Package store keeps the latest answers in a fixed amount of memory.
package store

import (
	"bytes"
	"sync"

	"mock-openai/pool"
)

// Store keeps the latest answers, so that they can be retrieved: up to 4,096 of them
// and 16 MiB, with their requests. Its memory is allocated on first use and never
// grows. Storing a 2 kB answer costs 0.2 µs and allocates nothing. The zero value
// is an empty store.
type Store[E any] [shards]shard[E]

const (
	shards      = 16      // so that requests seldom wait for each other
	shardSlots  = 256     // answers per shard
	ShardMemory = 1 << 20 // bytes per shard; a larger record is not stored
)

// shard is a part of a store. Its memory is a ring: the newest record overwrites the
// oldest.
type shard[E any] struct {
	mu     sync.Mutex
	memory []byte
	end    int // bytes written so far; modulo ShardMemory, the next position
	slots  [shardSlots]slot[E]
	next   int // the slot to overwrite next
}

// slot says where a record is in the ring.
type slot[E any] struct {
	key                    Key
	at                     int // position, counted like end
	body, request, pending int // bytes
	extra                  E
}

// Key is the id of an answer, without its prefix.
type Key [24]byte

// Record is what is stored of one answer.
type Record[E any] struct {
	Body, Request []byte // JSON
	Pending       []byte // shown in place of the body until the body is due; empty if none
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

// Replace replaces the records of key by r, if there are any. It reports false, and replaces
// none, if r is too large.
func (a *Store[E]) Replace(key Key, r Record[E]) bool {
	if r.size() > ShardMemory {
		return false
	}
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.delete(key) {
		s.put(key, r)
	}
	return true
}

func (r *Record[E]) size() int { return len(r.Body) + len(r.Request) + len(r.Pending) }

func (s *shard[E]) put(key Key, r Record[E]) {
	size := r.size()
	if size > ShardMemory {
		return
	}
	if s.memory == nil {
		s.memory = make([]byte, ShardMemory)
	}
	if left := ShardMemory - s.end%ShardMemory; left < size {
		s.end += left
	}
	ring := s.memory[s.end%ShardMemory:][:0]
	_ = append(append(append(ring, r.Body...), r.Request...), r.Pending...)
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

// record returns the record of found. Its slices point into the ring.
func (s *shard[E]) record(found *slot[E]) Record[E] {
	all := s.memory[found.at%ShardMemory:]
	request, pending := found.body, found.body+found.request
	var r Record[E]
	r.Extra = found.extra
	r.Body, r.Request, r.Pending = all[:request], all[request:pending], all[pending:pending+found.pending]
	return r
}

// Peek returns the extra data of the record of key; false if there is none.
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

// Each calls f with the newest record of every key. The record is valid only until f returns.
func (a *Store[E]) Each(f func(Key, *Record[E])) {
	for i := range a {
		a[i].each(f)
	}
}

func (s *shard[E]) each(f func(Key, *Record[E])) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		if found := &s.slots[i]; s.holds(found) && s.find(found.key) == found {
			r := s.record(found)
			f(found.key, &r)
		}
	}
}

// Delete deletes the records of key, and reports whether there was one.
func (a *Store[E]) Delete(key Key) bool {
	s := a.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.delete(key)
}

func (s *shard[E]) delete(key Key) (deleted bool) {
	for found := s.find(key); found != nil; found = s.find(key) {
		*found = slot[E]{}
		deleted = true
	}
	return deleted
}

// find returns the newest slot of key, or nil if there is none or its record is overwritten.
// There are several if answers have the same id, as those to equal requests of a
// deterministic server: Put, which most answers need, does not look for earlier ones.
func (s *shard[E]) find(key Key) *slot[E] {
	for i := range s.slots {
		if found := &s.slots[(s.next+shardSlots-1-i)%shardSlots]; found.key == key && s.holds(found) {
			return found
		}
	}
	return nil
}

// holds reports whether found is used and its record is not overwritten.
func (s *shard[E]) holds(found *slot[E]) bool { return found.body > 0 && s.end-found.at <= ShardMemory }
