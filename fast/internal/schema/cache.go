package schema

import (
	"bytes"
	"hash/maphash"
	"maps"
	"sync"
	"sync/atomic"
)

// Cache compiles each schema once, as long as it remembers the schema. It is safe for
// concurrent use. A lookup neither locks nor allocates.
type Cache struct {
	compile  func(raw []byte) (*Schema, error)
	seed     maphash.Seed
	shards   [shards]shard
	perShard int // entries per shard
}

const (
	shards = 16
	// maxShard is how many bytes of schemas a shard remembers.
	maxShard = 256 << 10
)

// shard is a map that is replaced, never changed.
type shard struct {
	entries atomic.Pointer[map[uint64]*entry]
	sync.Mutex
	bytes int // of all raw, guarded by Mutex
}

// entry is a schema and the result of compiling it.
type entry struct {
	raw    []byte
	schema *Schema
	err    error
}

// NewCache returns a cache for the results of compile, which is [Compile] or
// [CompileObject]. It remembers about limit schemas, at least 16, of at most 4 MiB
// together, and forgets others. It does not remember a schema of more than 256 KiB.
func NewCache(limit int, compile func(raw []byte) (*Schema, error)) *Cache {
	c := &Cache{compile: compile, seed: maphash.MakeSeed(), perShard: max(limit/shards, 1)}
	for i := range c.shards {
		c.shards[i].entries.Store(&map[uint64]*entry{})
	}
	return c
}

// Get returns compile(raw), errors included. It does not keep raw.
func (c *Cache) Get(raw []byte) (*Schema, error) {
	hash := maphash.Bytes(c.seed, raw)
	s := &c.shards[hash%shards]
	if e := (*s.entries.Load())[hash]; e != nil && bytes.Equal(e.raw, raw) {
		return e.schema, e.err
	}
	schema, err := c.compile(raw)
	s.put(hash, &entry{bytes.Clone(raw), schema, err}, c.perShard)
	return schema, err
}

// put adds e and forgets others until at most limit are left.
func (s *shard) put(hash uint64, e *entry, limit int) {
	if len(e.raw) > maxShard {
		return
	}
	s.Lock()
	defer s.Unlock()
	entries := maps.Clone(*s.entries.Load())
	if old := entries[hash]; old != nil {
		s.bytes -= len(old.raw)
	}
	entries[hash] = e
	s.bytes += len(e.raw)
	for other, old := range entries {
		if len(entries) <= limit && s.bytes <= maxShard {
			break
		}
		if other != hash {
			delete(entries, other)
			s.bytes -= len(old.raw)
		}
	}
	s.entries.Store(&entries)
}
