package openai

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
	"sync"
	"unicode/utf8"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// TokenIDs gives tokens their ids, which are the same on every server. The id of an ASCII
// token is made of its characters, seven bits each, below a leading 1. The id of any other
// is a hash. A tokenizer has ids of its own. The zero value is ready, and safe for
// concurrent use.
type TokenIDs struct {
	Tokenizer pool.Tokenizer // nil if a token is four characters

	mu            sync.RWMutex
	recent, older map[uint64]string // hashed tokens by id
}

const (
	charBits = 7
	hashed   = 1 << 52   // added to a hash of 52 bits; JavaScript still tells such ids apart
	maxKept  = 32 * 1024 // tokens in recent; when it is full, those in older are forgotten
)

// idOf returns the id of a token, UTF-8.
func (t *TokenIDs) idOf(token []byte) uint64 {
	if t.Tokenizer != nil {
		// The clone lets tokens be on the stack of callers.
		if ids := t.Tokenizer.AppendIDs(nil, bytes.Clone(token)); len(ids) > 0 {
			return uint64(ids[0])
		}
		return 0
	}
	id := uint64(1)
	for _, b := range token {
		if b >= utf8.RuneSelf {
			return t.keep(token)
		}
		id = id<<charBits | uint64(b)
	}
	return id
}

// idOfEscaped is idOf for a token that is JSON-escaped.
func (t *TokenIDs) idOfEscaped(token []byte) uint64 {
	var room [engine.TokenBytes]byte
	return t.idOf(skim.AppendUnescaped(room[:0], token))
}

// keep returns the id of a token that is not ASCII, and remembers what it stands for.
func (t *TokenIDs) keep(token []byte) uint64 {
	id := hashed | pool.Hash(0, token)%hashed
	t.mu.RLock()
	_, known := t.recent[id]
	t.mu.RUnlock()
	if known {
		return id
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.recent == nil || len(t.recent) >= maxKept {
		t.older, t.recent = t.recent, map[uint64]string{}
	}
	t.recent[id] = string(token)
	return id
}

// appendToken appends the token with that id. It returns false if there is none, or if it
// has been forgotten.
func (t *TokenIDs) appendToken(dst []byte, id uint64) (_ []byte, ok bool) {
	if t.Tokenizer != nil {
		if id > math.MaxUint32 {
			return dst, false
		}
		return t.Tokenizer.AppendToken(dst, uint32(id))
	}
	if id >= hashed {
		t.mu.RLock()
		defer t.mu.RUnlock()
		token, ok := t.recent[id]
		if !ok {
			token, ok = t.older[id]
		}
		return append(dst, token...), ok
	}
	length := bits.Len64(id) - 1
	if length <= 0 || length%charBits != 0 || length > charBits*pool.CharsPerToken {
		return dst, false
	}
	for length > 0 {
		length -= charBits
		dst = append(dst, byte(id>>length)&(1<<charBits-1))
	}
	return dst, true
}

// AppendIDs appends the list of the ids of the tokens of text, which is UTF-8.
func (t *TokenIDs) AppendIDs(dst, text []byte) []byte {
	dst = append(dst, '[')
	if t.Tokenizer != nil {
		for _, id := range t.Tokenizer.AppendIDs(nil, text) {
			dst = append(strconv.AppendUint(dst, uint64(id), 10), ',')
		}
		return closeList(dst)
	}
	for ; len(text) > 0; text = text[tokenEnd(text):] {
		dst = append(strconv.AppendUint(dst, t.idOf(text[:tokenEnd(text)]), 10), ',')
	}
	return closeList(dst)
}

// AppendTexts appends the list of the tokens of text themselves.
func (t *TokenIDs) AppendTexts(dst, text []byte) []byte {
	dst = append(dst, '[')
	if t.Tokenizer != nil {
		var token []byte
		for _, id := range t.Tokenizer.AppendIDs(nil, text) {
			token, _ = t.Tokenizer.AppendToken(token[:0], id)
			dst = append(render.AppendEscaped(append(dst, '"'), bytes.ToValidUTF8(token, replacement)), `",`...)
		}
		return closeList(dst)
	}
	for ; len(text) > 0; text = text[tokenEnd(text):] {
		dst = append(render.AppendEscaped(append(dst, '"'), text[:tokenEnd(text)]), `",`...)
	}
	return closeList(dst)
}

// tokenEnd returns where the first token of text ends.
func tokenEnd(text []byte) (end int) {
	for range pool.CharsPerToken {
		_, size := utf8.DecodeRune(text[end:])
		end += size
	}
	return end
}
