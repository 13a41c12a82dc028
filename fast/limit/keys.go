package limit

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"mock-openai/fast/pace"
)

// A key is looked for among the ways places of one of the sets.
const (
	sets = 1 << 12
	ways = 16
)

// Account is the buckets of one API key, on a cache line of their own.
type Account struct {
	Requests, Tokens Bucket
	hash             uint64
	_                [40]byte
}

// Keys finds the accounts of API keys, of any number of keys in bounded
// memory: 5 MB at most. An account with full buckets is as good as a new one and
// so gives way to a key that finds no place; a request counted on it at that
// very moment is lost. A key that finds no place even so shares one account with
// all others of this kind, which needs about 30,000 keys in the same minute.
//
// Looking up a known key takes no lock.
type Keys struct {
	requests, tokens Rate
	seed             maphash.Seed
	rest             Account

	mu   sync.Mutex // held to open an account
	sets [sets][ways]atomic.Pointer[Account]
}

// NewKeys makes accounts for buckets of these rates.
func NewKeys(requests, tokens Rate) *Keys {
	return &Keys{requests: requests, tokens: tokens, seed: maphash.MakeSeed()}
}

// Account returns the account of key, which it does not keep.
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
	requests, tokens := k.requests.flown(now), k.tokens.flown(now)
	var free *atomic.Pointer[Account]
	for i := range set {
		a := set[i].Load()
		if a == nil {
			free = &set[i]
			break
		}
		if a.hash == hash { // opened just now
			return a
		}
		if free == nil && a.Requests.fullAt.Load() <= requests && a.Tokens.fullAt.Load() <= tokens {
			free = &set[i]
		}
	}
	if free == nil {
		return &k.rest
	}
	a := &Account{hash: hash}
	free.Store(a)
	return a
}
