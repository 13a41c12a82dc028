package pool

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestKinds(t *testing.T) {
	slot := regexp.MustCompile(`@[A-Za-z]*`)
	for _, kind := range kinds {
		for _, template := range kind {
			if !utf8.ValidString(template) || strings.TrimSpace(template) != template {
				t.Errorf("template %q", template)
			}
			numbers := 0
			for _, name := range slot.FindAllString(template, -1) {
				switch name {
				case "@n":
					numbers++
				case "@subject", "@Subject", "@verb", "@object", "@Object", "@tail", "@Tail":
				default:
					t.Errorf("template %q has %s", template, name)
				}
			}
			if numbers != 1 {
				t.Errorf("template %q has %d numbers", template, numbers)
			}
		}
	}
}

// TestComposer_Blocks composes many blocks. Each must be a whole number of tokens,
// and complete without its separator.
func TestComposer_Blocks(t *testing.T) {
	c := newComposer(rand.New(rand.NewPCG(1, 2)))
	var text []byte
	for range 5000 {
		at := len(text)
		text = c.appendSentence(text)
		block := unescape(t, text[at:])
		if utf8.RuneCountInString(block)%CharsPerToken != 0 || !utf8.ValidString(block) || strings.Contains(block, "\ufffd") {
			t.Fatalf("block of %d characters: %q", utf8.RuneCountInString(block), block)
		}
		said, separated := strings.CutSuffix(block, "\n\n")
		if !separated {
			said, separated = strings.CutSuffix(block, " ")
		}
		if !separated || strings.TrimSpace(said) != said || said == "" || strings.Contains(block, "@") {
			t.Fatalf("block is %q", block)
		}
		if strings.Count(said, "```")%2 != 0 || strings.Count(said, "~~~")%2 != 0 {
			t.Fatalf("block is cut in its code: %q", block)
		}
	}
}

func TestComposer_AllKindsInTurn(t *testing.T) {
	c := newComposer(rand.New(rand.NewPCG(3, 4)))
	for range 10 {
		seen := map[int]bool{}
		for range kinds {
			seen[c.nextKind()] = true
		}
		if len(seen) != len(kinds) {
			t.Fatalf("%d of %d kinds", len(seen), len(kinds))
		}
	}
}

func TestDialects(t *testing.T) {
	f := func(d *escaping, text, want string) {
		t.Helper()
		got := d.append(nil, []byte(text))
		var back string
		if err := json.Unmarshal([]byte(`"`+string(got)+`"`), &back); err != nil || back != text || string(got) != want {
			t.Errorf("%q: %s, want %s; it says %q, %v", text, got, want, back, err)
		}
	}
	const text = "\"\\\n\t/<'é\u2028😀"
	f(&jsEscaping, text, `\"\\\n\t/<'é`+"\u2028😀")
	f(&goEscaping, text, `\"\\\n\t/\u003c'é\u2028😀`)
	f(&pythonEscaping, text, `\"\\\n\t/<'\u00e9\u2028\ud83d\ude00`)
	f(&phpEscaping, text, `\"\\\n\t\/<'\u00e9\u2028\ud83d\ude00`)
	f(&dotnetEscaping, text, `\"\\\n\t/\u003C\u0027\u00E9\u2028\uD83D\uDE00`)

	var b bytes.Buffer
	json.NewEncoder(&b).Encode(text)
	f(&goEscaping, text, strings.Trim(b.String(), "\"\n"))
}

func TestParseText(t *testing.T) {
	for _, text := range []Text{Ascii, Rich} {
		if got, err := ParseText(text.String()); got != text || err != nil {
			t.Errorf("%v is read as %v, %v", text, got, err)
		}
	}
	for _, name := range []string{"", "Rich", "ascii ", Text(7).String()} {
		if got, err := ParseText(name); err == nil {
			t.Errorf("%q is read as %v", name, got)
		}
	}
}

// FuzzPick cuts rich articles at every token. The pieces must be JSON strings of four
// characters, and join to the text.
func FuzzPick(f *testing.F) {
	f.Add(uint64(0), uint64(0), 256)
	f.Add(uint64(1), uint64(1<<63), 1)
	f.Fuzz(func(t *testing.T, seed, r uint64, n int) {
		p := &Pool{max: 1000, prose: writeProse(newComposer(rand.New(rand.NewPCG(seed, 1))), 32, 1000)}
		a := p.Pick(r, n)
		var text strings.Builder
		for i := range a.Tokens() {
			token := unescape(t, a.Slice(i, i+1))
			if chars := utf8.RuneCountInString(token); chars != CharsPerToken && (i < a.Tokens()-1 || chars < 1 || chars > CharsPerToken) {
				t.Fatalf("token %d is %q", i, token)
			}
			text.WriteString(token)
			if !utf8.Valid(a.Slice(i, i+1)) {
				t.Fatalf("token %d is %q", i, a.Slice(i, i+1))
			}
		}
		if whole := unescape(t, a.Text()); text.String() != whole {
			t.Fatalf("tokens join to %q, text is %q", text.String(), whole)
		}
	})
}
