package anthropic

import "bytes"

// The first generations of Claude's models that behave so, in tenths.
const (
	fillsWindow    = 45 // an answer may be asked to be longer than the rest of the context window
	hidesReasoning = 47 // thinking is not shown unless display says so
)

// generation returns the version of one of Claude's models in tenths, such as 45 for
// claude-sonnet-4-5-20250929. It is 0 for older names, which have no version behind the name of
// the family, and for models of other providers.
func generation(model []byte) int {
	_, name, _ := bytes.Cut(model, []byte("claude-"))
	family, version, _ := bytes.Cut(name, []byte("-"))
	if len(family) == 0 || family[0] < 'a' || family[0] > 'z' {
		return 0
	}
	major, rest := leadingNumber(version)
	if len(rest) == 0 || rest[0] != '-' {
		return 10 * major
	}
	minor, _ := leadingNumber(rest[1:])
	return 10*major + minor
}

// leadingNumber returns the digit that text begins with, and what follows it. It returns 0 and
// text for a longer number, such as a date.
func leadingNumber(text []byte) (n int, rest []byte) {
	isDigit := func(i int) bool { return i < len(text) && '0' <= text[i] && text[i] <= '9' }
	if !isDigit(0) || isDigit(1) {
		return 0, text
	}
	return int(text[0] - '0'), text[1:]
}
