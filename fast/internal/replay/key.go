package replay

import (
	"bytes"
	"encoding/binary"
	"sync"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/recording"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Key identifies requests that have an answer in common. It is a hash of 128 bits.
type Key [2]uint64

// hash returns the key of b. Each kind of thing has a seed of its own.
func hash(seed uint64, b []byte) Key { return Key{pool.Hash(seed, b), pool.Hash(^seed, b)} }

// then returns the key of k followed by next.
func (k Key) then(next Key) Key {
	var b [32]byte
	for i, n := range [...]uint64{k[0], k[1], next[0], next[1]} {
		binary.LittleEndian.PutUint64(b[8*i:], n)
	}
	return hash(seedThen, b[:])
}

// and returns the key of k and other in any order.
func (k Key) and(other Key) Key { return Key{k[0] + other[0], k[1] + other[1]} }

// The seeds of the kinds of things.
const (
	seedThen = iota
	seedPath
	seedParameter
	seedText
	seedString
	seedObject
	seedArray
	seedValue
)

// KeyOf returns the key of a method, a path, and a query, whose secrets do not count.
func KeyOf(method, path, query []byte) Key {
	if bytes.IndexByte(path, '%') >= 0 {
		path = header.AppendDecoded(nil, path)
	}
	k := hash(seedPath, method).then(hash(seedPath, path))
	if len(query) == 0 {
		return k
	}
	_, left, _ := bytes.Cut([]byte(recording.WithoutSecrets("?"+string(query))), []byte("?"))
	all := Key{}
	for parameter := range bytes.SplitSeq(left, []byte("&")) {
		if len(parameter) > 0 {
			all = all.and(hash(seedParameter, parameter))
		}
	}
	return k.then(all)
}

// hasher is the state of hashing a body.
type hasher struct{ scratch []byte }

var hashers = sync.Pool{New: func() any { return new(hasher) }}

// bodyKey returns the key of a body. White space, the order of members and the escapes of
// JSON do not count.
func bodyKey(body []byte) Key {
	h := hashers.Get().(*hasher)
	defer h.release()
	c := skim.New(body)
	if k := h.json(&c); c.End() == nil {
		return k
	}
	return hash(seedText, body)
}

func (h *hasher) release() {
	if cap(h.scratch) > maxScratch {
		h.scratch = nil
	}
	hashers.Put(h)
}

const maxScratch = 64 << 10

func (h *hasher) json(c *skim.Cursor) (k Key) {
	switch c.Kind() {
	case skim.Object:
		c.Object()
		for key, ok := c.NextKey(); ok; key, ok = c.NextKey() {
			k = k.and(hash(seedString, key).then(h.json(c)))
		}
		return Key{seedObject}.then(k)
	case skim.Array:
		k = Key{seedArray}
		for c.Array(); c.NextElem(); {
			k = k.then(h.json(c))
		}
		return k
	case skim.String:
		return h.text(c.String())
	}
	return hash(seedValue, c.Raw())
}

func (h *hasher) text(text skim.Text) Key {
	raw := text.Raw
	if text.Escaped {
		h.scratch = skim.AppendUnescaped(h.scratch[:0], raw)
		raw = h.scratch
	}
	return hash(seedString, raw)
}

// Said hashes what a request says, whatever its parameters. The zero value is ready.
type Said struct {
	hasher
	key  Key
	said bool
}

var _ engine.Listener = (*Said)(nil)

func (*Said) Tool([]byte) {}

func (s *Said) Message(role engine.Role) { s.key = s.key.then(Key{uint64(role)}) }

func (s *Said) Text(role engine.Role, text skim.Text) {
	s.said = true
	s.key = s.key.then(Key{uint64(role)}).then(s.text(text))
}

func (s *Said) Call(_, name, input []byte) {
	c := skim.New(input)
	s.key = s.key.then(hash(seedText, name)).then(s.json(&c))
}

func (s *Said) Result(_, name []byte) { s.key = s.key.then(hash(seedText, name)) }

// Reset prepares s for another request.
func (s *Said) Reset() {
	if s.key, s.said = (Key{}), false; cap(s.scratch) > maxScratch {
		s.scratch = nil
	}
}
