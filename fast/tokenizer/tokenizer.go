// Package tokenizer splits text into the tokens of a vocabulary that the user brings: the
// file of a byte-level byte-pair encoding, as GPT, Llama 3, Qwen and DeepSeek have them.
//
// Only the regular expressions come from a library. Those for the whole task do not fit
// (as of November 2026): github.com/tiktoken-go/tokenizer is fast and well kept, but its
// vocabularies are compiled in; github.com/pkoukk/tiktoken-go takes a user's, but the
// time for a word grows with the square of its length, and it does not tell where tokens end;
// github.com/sugarme/tokenizer brings a progress bar and a cache along;
// github.com/daulet/tokenizers needs cgo.
package tokenizer

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"unicode/utf8"

	"mock-openai/pool"
)

// Tokenizer splits text into tokens. It is safe for concurrent use.
type Tokenizer struct {
	splitters []splitter        // of text into pieces, one after another
	ids       map[string]uint32 // of tokens
	texts     map[uint32]string // of ids, special tokens included
	pairs     map[pair]merge    // nil if any two tokens merge whose text is a token, lowest id first
	whole     bool              // a piece that is a token is not merged
	bytes     [256]uint32       // ids of single bytes
}

var _ pool.Tokenizer = (*Tokenizer)(nil)

// pair are two tokens, one after the other.
type pair struct{ left, right uint32 }

// merge is what two tokens become. Lower ranks merge first.
type merge struct{ rank, id uint32 }

// Open reads a vocabulary: lines of tiktoken, or the tokenizer.json of Hugging Face. Errors
// name the file and the line.
func Open(path string) (*Tokenizer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// Read reads the content of a vocabulary file. Errors name the line.
func Read(data []byte) (t *Tokenizer, err error) {
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		t, err = readJSON(data)
	} else {
		t, err = readTiktoken(data)
	}
	if err != nil {
		return nil, err
	}
	return t, t.indexBytes()
}

// errNoBytes says that texts exist that the vocabulary has no tokens for.
var errNoBytes = errors.New("it is not the vocabulary of a byte-level encoding")

// indexBytes finds the tokens that are single bytes.
func (t *Tokenizer) indexBytes() error {
	for b := range t.bytes {
		id, ok := t.ids[string([]byte{byte(b)})]
		if !ok {
			return fmt.Errorf("byte %#02x has no token: %w", b, errNoBytes)
		}
		t.bytes[b] = id
	}
	return nil
}

// Count returns the number of tokens in text. Each run of bytes that are not UTF-8 counts as
// one U+FFFD. Requests have none: they are refused.
func (t *Tokenizer) Count(text []byte) (n int) {
	t.each(text, func(uint32, int) { n++ })
	return n
}

// AppendEnds appends where in text, which is UTF-8, each of its tokens ends.
func (t *Tokenizer) AppendEnds(ends []uint32, text []byte) []uint32 {
	t.each(text, func(_ uint32, end int) { ends = append(ends, uint32(end)) })
	return ends
}

// AppendIDs appends the ids of the tokens of text.
func (t *Tokenizer) AppendIDs(ids []uint32, text []byte) []uint32 {
	t.each(text, func(id uint32, _ int) { ids = append(ids, id) })
	return ids
}

// AppendToken appends the text of the token with that id, which may end within a
// character. It returns false if there is no such token.
func (t *Tokenizer) AppendToken(dst []byte, id uint32) (_ []byte, ok bool) {
	text, ok := t.texts[id]
	return append(dst, text...), ok
}

// each calls yield with every token of text and its end.
func (t *Tokenizer) each(text []byte, yield func(id uint32, end int)) {
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\ufffd"))
	}
	m := mergers.Get().(*merger)
	defer mergers.Put(m)
	piece := string(text)
	m.ends = append(m.ends[:0], len(piece))
	for _, s := range t.splitters {
		m.ends, m.before = s.split(m.before[:0], piece, m.ends), m.ends
	}
	from := 0
	for _, to := range m.ends {
		m.merge(t, piece[from:to], func(id uint32, end int) { yield(id, from+end) })
		from = to
	}
	m.shrink()
}

// index makes the reverse of ids. Two tokens of one id are a mistake in the file.
func (t *Tokenizer) index() error {
	t.texts = make(map[uint32]string, len(t.ids))
	for text, id := range t.ids {
		if other, taken := t.texts[id]; taken {
			both := []string{text, other}
			slices.Sort(both)
			return fmt.Errorf("%q and %q have the same id %d", both[0], both[1], id)
		}
		t.texts[id] = text
	}
	return nil
}
