package tokenizer

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// words are the tokens of the test's vocabulary behind all single bytes, lowest rank first.
var words = []string{
	"he", "th", "in", "er", "on", " t", " a", "re", " s", "an", "the", " the", "ing", "aa", "aaaa", "aaaaaaaa", "ed", "ou", "or",
	"en", "ar", "  ", "    ", "\n\n", ".\n", ".\n\n", "é", "ca", "caf", " w", "11", "wor", "ld", " wor", " world", "hel", "lo", "hello",
}

// vocabulary returns a file of tiktoken.
func vocabulary() string {
	var file strings.Builder
	line := func(token string, rank int) {
		fmt.Fprintln(&file, base64.StdEncoding.EncodeToString([]byte(token)), rank)
	}
	for b := range 256 {
		line(string([]byte{byte(b)}), b)
	}
	for i, word := range words {
		line(word, 256+i)
	}
	return file.String()
}

// jsonVocabulary returns the same vocabulary as a tokenizer.json. Each word is merged from
// the tokens that those of lower rank leave of it.
func jsonVocabulary(t testing.TB, tokens *Tokenizer) []byte {
	t.Helper()
	char := map[byte]string{}
	for r, b := range byteOf {
		char[b] = string(r)
	}
	name := func(token string) (all string) {
		for i := range len(token) {
			all += char[token[i]]
		}
		return all
	}
	vocab, merges := map[string]int{}, []string{}
	for token, id := range tokens.ids {
		vocab[name(token)] = int(id)
	}
	for i, word := range words {
		parts := naive(tokens.ids, word, 256+i)
		if len(parts) != 2 {
			t.Fatalf("%q is not made of two tokens before it: %q", word, parts)
		}
		merges = append(merges, name(parts[0])+" "+name(parts[1]))
	}
	data, err := json.MarshalIndent(map[string]any{
		"added_tokens":  []map[string]any{{"id": 999, "content": "<|end|>"}},
		"normalizer":    map[string]any{"type": "NFC"},
		"pre_tokenizer": map[string]any{"type": "Sequence", "pretokenizers": []any{map[string]any{"type": "Split", "pattern": map[string]any{"Regex": gpt2Pieces}, "behavior": "Isolated"}, map[string]any{"type": "ByteLevel", "use_regex": false}}},
		"model":         map[string]any{"type": "BPE", "ignore_merges": true, "vocab": vocab, "merges": merges},
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// naive merges the bytes of piece, always the leftmost of the lowest rank, as long as ranks
// are below limit.
func naive(ids map[string]uint32, piece string, limit int) []string {
	parts := strings.Split(piece, "")
	parts = parts[:0]
	for i := range len(piece) {
		parts = append(parts, piece[i:i+1])
	}
	for {
		best, at := limit, -1
		for i := range len(parts) - 1 {
			if id, ok := ids[parts[i]+parts[i+1]]; ok && int(id) < best {
				best, at = int(id), i
			}
		}
		if at < 0 {
			return parts
		}
		parts = slices.Replace(parts, at, at+2, parts[at]+parts[at+1])
	}
}

func read(t testing.TB, file string) *Tokenizer {
	t.Helper()
	tokens, err := Read([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// randomText returns a text of pieces that the vocabulary is made for.
func randomText(r *rand.Rand) string {
	parts := []string{"hello", " world", "the", " ", "  ", "\n", "\n\n", "a", "aaa", "in", "g", "é", "caf", "👍", "中", ".", "'s", "'LL", "1", "1111", "\t", "Th", "<|end|>"}
	var text strings.Builder
	for range r.IntN(30) {
		text.WriteString(parts[r.IntN(len(parts))])
	}
	return text.String()
}

// TestTokens compares both kinds of files with merging as it is defined.
func TestTokens(t *testing.T) {
	tokens := read(t, vocabulary())
	other := read(t, string(jsonVocabulary(t, tokens)))
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		text := randomText(r)
		var want []string
		for rest, from := tokens.splitters[0].split(nil, text, []int{len(text)}), 0; len(rest) > 0; from, rest = rest[0], rest[1:] {
			if piece := text[from:rest[0]]; tokens.ids[piece] > 0 {
				want = append(want, piece)
			} else {
				want = append(want, naive(tokens.ids, piece, maxID)...)
			}
		}
		if text == "" {
			want = nil
		}
		for kind, k := range map[string]*Tokenizer{"tiktoken": tokens, "json": other} {
			ids, ends := k.AppendIDs(nil, []byte(text)), k.AppendEnds(nil, []byte(text))
			var back []byte
			for i, id := range ids {
				at := len(back)
				back, _ = k.AppendToken(back, id)
				if len(ids) != len(want) || string(back[at:]) != want[i] || int(ends[i]) != len(back) {
					t.Fatalf("%s: %q has tokens %v with ends %v, want %q", kind, text, ids, ends, want)
				}
			}
			if string(back) != text || k.Count([]byte(text)) != len(want) {
				t.Fatalf("%s: %q comes back as %q, with %d tokens of %d", kind, text, back, k.Count([]byte(text)), len(want))
			}
		}
	}
	if text, ok := other.AppendToken(nil, 999); string(text) != "<|end|>" || !ok {
		t.Errorf("the special token is %q", text)
	}
	if _, ok := other.AppendToken(nil, 998); ok {
		t.Error("an id that is not in the file has a token")
	}
	if n := tokens.Count([]byte("a\xffb")); n != 5 {
		t.Errorf("a byte that is not UTF-8 makes %d tokens", n)
	}
}

// TestLongRuns would not end if the time of a piece grew with the square of its length.
func TestLongRuns(t *testing.T) {
	tokens := read(t, vocabulary())
	for one, length := range map[string]int{"a": 1 << 20, "A": 1 << 16, " ": 1 << 16, "\n": 1 << 16, "é": 1 << 16, "1": 1 << 16, ".": 1 << 16} {
		text := strings.Repeat(one, length/len(one))
		ends := tokens.AppendEnds(nil, []byte(text))
		if last := ends[len(ends)-1]; int(last) != len(text) {
			t.Errorf("the tokens of a megabyte of %q end at %d", one, last)
		}
		if one == "a" && len(ends) != 1<<20/8 {
			t.Errorf("%d tokens of 8 letters", len(ends))
		}
	}
}

func TestOpen_Failure(t *testing.T) {
	f := func(content string, want ...string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "vocabulary")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		for _, w := range append(want, path) {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%.40q: %v, want %q", content, err, w)
			}
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%.40q: the error has several lines: %v", content, err)
		}
	}
	good := vocabulary()
	f("", "empty")
	f("\n\n", "empty")
	f(good+"YQ==\n", "line 295", "a token in base64, a space and a rank")
	f(good+"\n?? 1\n", "line 296", "not a token in base64")
	f(good+" 1\n", "line 295", "rank")
	f(good+"YQ== -1\n", "line 295", "not a rank")
	f(good+"YQ== 99999999999\n", "line 295", "not a rank")
	f(good+"YQ== 500\n", "line 295", `"a" occurs twice`)
	f(good+"eHl6enk= 5\n", "line 295", "the same rank 5")
	f(strings.Join(strings.SplitAfter(good, "\n")[1:], ""), "byte 0x00 has no token")
	f("\x00\x01\x02", "line 1")
	f("{\n\"model\": {\n\"type\": }", "line 3")
	f("{\n\"model\": {\n\"vocab\": 7}}", "line 3", "vocab")
	f(`{"model":{"type":"Unigram"}}`, `"Unigram"`)
	f(`{"model":{"type":"BPE","vocab":{"a":0,"b":0}}}`, `"a" and "b" have the same id 0`)
	f(`{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}`, `merge 0`)
	f(`{"model":{"type":"BPE","vocab":{"a":0},"merges":["ab"]}}`, `"ab" must be two tokens`)
	f(`{"model":{"type":"BPE","vocab":{"a":0}}}`, "no pre-tokenizer")
	f(`{"normalizer":{"type":"Prepend"},"model":{"type":"BPE"}}`, `"Prepend"`)
	f(`{"pre_tokenizer":{"type":"Metaspace"},"model":{"type":"BPE"}}`, `"Metaspace"`)
	f(`{"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true},"model":{"type":"BPE"}}`, "adds a space")
	f(`{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("}},"model":{"type":"BPE"}}`, `pattern "("`)
	f(`{"pre_tokenizer":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0}}}`, "byte 0x00 has no token")
	if _, err := Open(filepath.Join(t.TempDir(), "missing")); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestPool wants articles of exactly as many tokens as are asked for, whose texts have as
// many for a client, and that end with sentences.
func TestPool(t *testing.T) {
	tokens := read(t, vocabulary())
	for _, kind := range []pool.Text{pool.Ascii, pool.Rich} {
		p, err := pool.New(pool.Config{Articles: 256, MaxTokens: 1000, Text: kind, Tokenizer: tokens, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		whole := 0
		for range 300 {
			n := 50 + r.IntN(900)
			a := p.Pick(r.Uint64(), n)
			text := skim.AppendUnescaped(nil, a.Text())
			if a.Tokens() != n {
				t.Fatalf("%v: %d tokens, not %d", kind, a.Tokens(), n)
			}
			closed := text[len(text)-1] == '.' // otherwise it may have been cut within a word or a character
			if got := tokens.Count(text); closed && got != n || got > n || got < n-8 {
				t.Fatalf("%v: a client counts %d tokens, not %d: %q", kind, got, n, text)
			}
			pieces := []byte{}
			for i := range n {
				pieces = append(pieces, a.Slice(i, i+1)...)
			}
			if string(pieces) != string(a.Text()) {
				t.Fatalf("%v: the tokens are %q, not %q", kind, pieces, a.Text())
			}
			if closed {
				whole++
			}
		}
		if whole < 30 {
			t.Errorf("%d of 300 articles end with a sentence", whole)
		}
		if n := testing.AllocsPerRun(100, func() { a := p.Pick(r.Uint64(), 256); a.Slice(0, 10) }); n != 0 {
			t.Errorf("an article takes %v allocations", n)
		}
	}
}

// FuzzTokens wants every text back from its tokens.
func FuzzTokens(f *testing.F) {
	tokens := read(f, vocabulary())
	f.Add("hello world's  \n\n café 👍🏽 1111")
	f.Fuzz(func(t *testing.T, text string) {
		valid := strings.ToValidUTF8(text, "\ufffd")
		var back []byte
		for _, id := range tokens.AppendIDs(nil, []byte(text)) {
			back, _ = tokens.AppendToken(back, id)
		}
		if string(back) != valid {
			t.Errorf("%q comes back as %q", valid, back)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	tokens := read(b, vocabulary())
	text := []byte(strings.Repeat("hello world, the thing is in the other one. ", 50))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tokens.Count(text)
	}
}
