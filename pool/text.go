package pool

import "fmt"

// Text is a kind of text that articles are made of.
type Text uint8

const (
	// Ascii is plain English prose. It is the zero value.
	Ascii Text = iota
	// Rich is Markdown with code, tables and quotation marks in many scripts, emoji,
	// combining marks, right-to-left text, U+2028 and U+2029, in all the escapings
	// that JSON allows. A character is still never cut.
	Rich
)

var texts = [...]string{Ascii: "ascii", Rich: "rich"}

// ParseText is the inverse of Text.String.
func ParseText(name string) (Text, error) {
	for i := range texts {
		if texts[i] == name {
			return Text(i), nil
		}
	}
	return Ascii, fmt.Errorf("text %q is neither %q nor %q", name, Ascii, Rich)
}

// String returns the name of t.
func (t Text) String() string {
	if int(t) < len(texts) {
		return texts[t]
	}
	return fmt.Sprintf("Text(%d)", uint8(t))
}

// UnmarshalText is ParseText, for flags and files.
func (t *Text) UnmarshalText(name []byte) (err error) {
	*t, err = ParseText(string(name))
	return err
}
