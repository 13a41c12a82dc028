package tokenizer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dlclark/regexp2/v2"
)

// jsonFile is what a tokenizer.json of github.com/huggingface/tokenizers says of a
// byte-level encoding.
type jsonFile struct {
	AddedTokens []struct {
		ID      uint32
		Content string
	} `json:"added_tokens"`
	Normalizer   *jsonStep
	PreTokenizer *jsonStep `json:"pre_tokenizer"`
	Model        struct {
		Type         string
		Vocab        map[string]uint32
		Merges       []jsonMerge
		IgnoreMerges bool `json:"ignore_merges"`
	}
}

// jsonStep is a normalizer or a pre-tokenizer.
type jsonStep struct {
	Type             string
	Normalizers      []jsonStep
	Pretokenizers    []jsonStep
	Pattern          struct{ Regex, String string }
	AddPrefixSpace   bool  `json:"add_prefix_space"`
	UseRegex         *bool `json:"use_regex"` // nil means true
	IndividualDigits bool  `json:"individual_digits"`
}

// jsonMerge is a pair of tokens: two strings, or one with a space between them.
type jsonMerge [2]string

func (m *jsonMerge) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return json.Unmarshal(data, (*[2]string)(m))
	}
	var ok bool
	if m[0], m[1], ok = strings.Cut(text, " "); !ok {
		return fmt.Errorf("merge %q must be two tokens", text)
	}
	return nil
}

// readJSON reads a tokenizer.json. Normalization to NFC is left out: prompts are in it.
func readJSON(data []byte) (*Tokenizer, error) {
	var f jsonFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, atLine(data, err)
	}
	if f.Model.Type != "BPE" {
		return nil, fmt.Errorf("a model of type %q: only BPE is known", f.Model.Type)
	}
	if err := f.Normalizer.checkNFC(); err != nil {
		return nil, err
	}
	t := &Tokenizer{ids: make(map[string]uint32, len(f.Model.Vocab)), pairs: make(map[pair]merge, len(f.Model.Merges)), whole: f.Model.IgnoreMerges}
	for name, id := range f.Model.Vocab {
		if text, ok := bytesOf(name); ok {
			t.ids[text] = id
		}
	}
	if err := t.index(); err != nil {
		return nil, err
	}
	for rank, m := range f.Model.Merges {
		if err := t.addMerge(rank, m); err != nil {
			return nil, err
		}
	}
	for _, added := range f.AddedTokens {
		t.texts[added.ID] = added.Content
	}
	return t, t.addSplitters(f.PreTokenizer)
}

// atLine adds the line to an error of package json.
func atLine(data []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", 1+bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")), err)
	case errors.As(err, &kind):
		return fmt.Errorf("line %d: %s must not be a %s", 1+bytes.Count(data[:min(int(kind.Offset), len(data))], []byte("\n")), kind.Field, kind.Value)
	}
	return err
}

// checkNFC refuses normalizers that change more than the composition of characters.
func (s *jsonStep) checkNFC() error {
	if s == nil || s.Type == "NFC" {
		return nil
	}
	if s.Type != "Sequence" {
		return fmt.Errorf("a normalizer of type %q: %w", s.Type, errNoBytes)
	}
	for i := range s.Normalizers {
		if err := s.Normalizers[i].checkNFC(); err != nil {
			return err
		}
	}
	return nil
}

// addMerge adds the merge of that rank.
func (t *Tokenizer) addMerge(rank int, m jsonMerge) error {
	left, _ := bytesOf(m[0])
	right, _ := bytesOf(m[1])
	first, ok1 := t.ids[left]
	second, ok2 := t.ids[right]
	made, ok3 := t.ids[left+right]
	if !ok1 || !ok2 || !ok3 {
		return fmt.Errorf("merge %d, of %q and %q: they and what they merge to must be in the vocabulary", rank, m[0], m[1])
	}
	t.pairs[pair{first, second}] = merge{uint32(rank), made}
	return nil
}

// addSplitters adds the splitters of a pre-tokenizer.
func (t *Tokenizer) addSplitters(s *jsonStep) error {
	if s == nil {
		return fmt.Errorf("no pre-tokenizer: %w", errNoBytes)
	}
	expression := ""
	switch s.Type {
	case "Sequence":
		for i := range s.Pretokenizers {
			if err := t.addSplitters(&s.Pretokenizers[i]); err != nil {
				return err
			}
		}
		return nil
	case "ByteLevel":
		if s.AddPrefixSpace {
			return errors.New("a pre-tokenizer that adds a space before the text is not supported")
		}
		if s.UseRegex != nil && !*s.UseRegex {
			return nil
		}
		expression = gpt2Pieces
	case "Digits":
		if expression = `\p{N}+`; s.IndividualDigits {
			expression = `\p{N}`
		}
	case "Split":
		if expression = s.Pattern.Regex; expression == "" {
			expression = regexp2.Escape(s.Pattern.String)
		}
	default:
		return fmt.Errorf("a pre-tokenizer of type %q: %w", s.Type, errNoBytes)
	}
	split, err := newSplitter(expression)
	if err != nil {
		return fmt.Errorf("pattern %.80q: %w", expression, err)
	}
	t.splitters = append(t.splitters, split)
	return nil
}

// bytesOf returns the bytes that the name of a token stands for; false for special tokens.
// Bytes that cannot be printed stand as characters from U+0100 on, as in GPT-2's encoder.
func bytesOf(name string) (string, bool) {
	var text []byte
	for _, r := range name {
		b, ok := byteOf[r]
		if !ok {
			return "", false
		}
		text = append(text, b)
	}
	return string(text), len(text) > 0
}

// byteOf are the bytes by the characters that they stand as.
var byteOf = func() map[rune]byte {
	all := map[rune]byte{}
	shifted := rune(0x100)
	for b := range rune(256) {
		if b > ' ' && b < 0x7f || b >= 0xa1 && b != 0xad {
			all[b] = byte(b)
		} else {
			all[shifted] = byte(b)
			shifted++
		}
	}
	return all
}()
