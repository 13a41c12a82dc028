package limit

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"mock-openai/fast/pace"
)

// The table of Keys is set-associative: a key is searched in the ways of one set.
const (
	sets = 1 << 12
	ways = 16
)

// Account is the buckets of one API key, on its own cache line.
type Account struct {
	Requests, Tokens Bucket
	hash             uint64
	_                [40]byte
}

// Keys maps API keys to accounts, for any number of keys in at most 5 MB of memory.
// An account with full buckets is as good as a new one, so it is replaced by a key
// that finds no free place; a request counted on it at that moment is lost. A key
// that finds no place at all shares one account with all others of its kind. That
// takes about 30,000 keys in one minute.
//
// Looking up a known key takes no lock.
type Keys struct {
	requests, tokens Rate
	seed             maphash.Seed
	overflow         Account

	mu   sync.Mutex // held to add an account
	sets [sets][ways]atomic.Pointer[Account]
}

// NewKeys returns accounts for buckets of these rates.
func NewKeys(requests, tokens Rate) *Keys {
	return &Keys{requests: requests, tokens: tokens, seed: maphash.MakeSeed()}
}

// Account returns the account of key. It does not keep key.
func (k *Keys) Account(key []byte, now pace.Instant) *Account {
	hash := maphash.Bytes(k.seed, key)
	set := &k.sets[hash%sets]
	for i := range set {
		a := set[i].Load()
		if a == nil {
			break
		}
		if a.hash == hash {
			return a
		}
	}
	return k.open(set, hash, now)
}

// open returns the account with that hash, a new one if there is none yet.
func (k *Keys) open(set *[ways]atomic.Pointer[Account], hash uint64, now pace.Instant) *Account {
	k.mu.Lock()
	defer k.mu.Unlock()
	requests, tokens := k.requests.grainsAt(now), k.tokens.grainsAt(now)
	var free *atomic.Pointer[Account]
	for i := range set {
		a := set[i].Load()
		if a == nil {
			free = &set[i]
			break
		}
		if a.hash == hash { // added by another goroutine
			return a
		}
		if free == nil && a.Requests.fullAt.Load() <= requests && a.Tokens.fullAt.Load() <= tokens {
			free = &set[i]
		}
	}
	if free == nil {
		return &k.overflow
	}
	a := &Account{hash: hash}
	free.Store(a)
	return a
}
