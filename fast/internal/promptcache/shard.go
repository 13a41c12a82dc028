package promptcache

import "sync"

// entry is a prefix. It is in two lists: the hash chain of a bucket, and the ring of all
// entries by use. Links are indices; 0 ends a chain. Entry i also holds the head of
// bucket i.
type entry struct {
	hash    uint64
	expires uint32 // seconds since the cache was made
	keep    uint32 // seconds without use until it expires
	head    uint32 // of the chain of this bucket
	next    uint32 // in its chain
	newer   uint32 // in the ring
	older   uint32
}

// shard is a part of a cache. Its first entry is the start of the ring and no prefix.
type shard struct {
	mu      sync.Mutex
	entries []entry
	used    uint32   // entries, without the first
	_       [64]byte // keeps the next lock off this cache line
}

func (s *shard) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.entries)
	s.used = 0
}

// bucket returns the bucket of a hash, whose low bits are those of the shard.
func (s *shard) bucket(hash uint64) *entry {
	return &s.entries[(hash/shards)%uint64(len(s.entries))]
}

// touch makes a prefix that has not expired the newest, keeps it for at least so long, and
// reports whether there is one.
func (s *shard) touch(hash uint64, now, keep uint32) bool {
	for i := s.bucket(hash).head; i != 0; i = s.entries[i].next {
		e := &s.entries[i]
		if e.hash != hash {
			continue
		}
		if e.expires <= now {
			s.remove(i)
			s.free(i)
			return false
		}
		e.keep = max(e.keep, keep)
		e.expires = now + e.keep
		s.unring(i)
		s.ring(i)
		return true
	}
	return false
}

// add adds a prefix, in place of the one used longest ago if the shard is full.
func (s *shard) add(hash uint64, now, keep uint32) {
	i := s.used + 1
	if int(i) < len(s.entries) {
		s.used = i
	} else {
		i = s.entries[0].newer // the oldest
		s.remove(i)
	}
	b := s.bucket(hash)
	e := &s.entries[i]
	e.hash, e.expires, e.keep = hash, now+keep, keep
	e.next, b.head = b.head, i
	s.ring(i)
}

// free leaves entry i, which is in no list, to be used next: it becomes the oldest.
func (s *shard) free(i uint32) {
	e := &s.entries[i]
	e.hash, e.expires = 0, 0
	oldest := s.entries[0].newer
	e.older, e.newer = 0, oldest
	s.entries[oldest].older, s.entries[0].newer = i, i
}

// remove takes entry i out of both lists.
func (s *shard) remove(i uint32) {
	for at := &s.bucket(s.entries[i].hash).head; *at != 0; at = &s.entries[*at].next {
		if *at == i {
			*at = s.entries[i].next
			break
		}
	}
	s.unring(i)
}

// ring makes entry i the newest.
func (s *shard) ring(i uint32) {
	newest := s.entries[0].older
	s.entries[i].older, s.entries[i].newer = newest, 0
	s.entries[newest].newer, s.entries[0].older = i, i
}

func (s *shard) unring(i uint32) {
	e := &s.entries[i]
	s.entries[e.older].newer, s.entries[e.newer].older = e.newer, e.older
}
