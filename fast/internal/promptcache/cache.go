// Package promptcache remembers the beginnings of prompts for a while, as providers do that
// need not prefill them again. It keeps hashes, no text, in memory that is allocated once.
package promptcache

import (
	"fmt"
	"hash/maphash"
	"sync/atomic"
	"time"
	"unsafe"
)

// shards is a power of two. More of them make it rarer that two requests wait for a lock.
const shards = 64

// MinSize is the smallest size of a cache in bytes.
const MinSize = shards * 16 * int64(unsafe.Sizeof(entry{}))

// Cache has the prefixes of all prompts of a server. It is safe for concurrent use.
type Cache struct {
	shards [shards]shard
	seed   maphash.Seed
	clock  func() time.Time
	began  time.Time
	fresh  bool // nothing is ever found
	stats  struct{ prompts, hits, tokens, read, written atomic.Uint64 }
}

// New returns a cache of at most size bytes. clock returns the present time.
func New(size int64, clock func() time.Time) (*Cache, error) {
	if size < MinSize {
		return nil, fmt.Errorf("a prompt cache must have at least %d bytes: %d", MinSize, size)
	}
	c := &Cache{seed: maphash.MakeSeed(), clock: clock, began: clock()}
	for i := range c.shards {
		c.shards[i].entries = make([]entry, size/shards/int64(unsafe.Sizeof(entry{})))
	}
	return c, nil
}

// NewFresh returns a cache that never has anything. All of a prompt that would be kept
// counts as written, so that no answer depends on earlier requests.
func NewFresh() *Cache { return &Cache{seed: maphash.MakeSeed(), clock: time.Now, fresh: true} }

// Clear forgets all prefixes, but keeps the counts of Stats.
func (c *Cache) Clear() {
	for i := range c.shards {
		c.shards[i].clear()
	}
}

// Use is what the cache did for a prompt, in tokens.
type Use struct {
	Read        int // were in the cache
	Written     int // are in it from now on
	WrittenHour int // of Written: for an hour or longer
}

// Stats counts the prompts that were long enough to be cached.
type Stats struct {
	Prompts, Hits         uint64 // Hits had a beginning in the cache
	Tokens, Read, Written uint64 // of the prompts
}

// Stats returns the counts so far.
func (c *Cache) Stats() Stats {
	s := &c.stats
	hits, read := s.hits.Load(), s.read.Load() // before what they are part of
	return Stats{Prompts: s.prompts.Load(), Hits: hits, Tokens: s.tokens.Load(), Read: read, Written: s.written.Load()}
}

func (c *Cache) count(tokens int, u Use) {
	c.stats.prompts.Add(1)
	c.stats.tokens.Add(uint64(tokens))
	c.stats.written.Add(uint64(u.Written))
	if u.Read > 0 {
		c.stats.hits.Add(1)
		c.stats.read.Add(uint64(u.Read))
	}
}

// now returns the seconds since the cache was made.
func (c *Cache) now() uint32 { return uint32(c.clock().Sub(c.began) / time.Second) }

// touch refreshes a prefix and reports whether it is in the cache.
func (c *Cache) touch(hash uint64, now uint32) bool {
	if c.fresh {
		return false
	}
	s := &c.shards[hash%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.touch(hash, now, 0)
}

// put refreshes a prefix that is in the cache, or puts it there. It reports whether it was.
func (c *Cache) put(hash uint64, now, keep uint32) bool {
	if c.fresh {
		return false
	}
	s := &c.shards[hash%shards]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.touch(hash, now, keep) {
		return true
	}
	s.add(hash, now, keep)
	return false
}
