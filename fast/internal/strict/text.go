package strict

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// textLimits are the limits of a kind of string.
type textLimits struct {
	least, most int    // characters; 0 means no limit
	pattern     string // as shown in the error; may be empty
	fits        func(c byte) bool
}

// functionName checks the names of functions, tools and schemas.
func functionName() rule {
	return textLimits{least: 1, most: 64, pattern: `^[a-zA-Z0-9_-]+$`, fits: isNameByte}.rule
}

// authorName checks the names of the authors of messages.
func authorName() rule {
	return textLimits{pattern: `^[^\s<|\\/>]+$`, fits: isAuthorByte}.rule
}

// atMost accepts strings of up to n characters.
func atMost(n int) rule { return textLimits{most: n}.rule }

func (l textLimits) rule(v *Validator, raw []byte) *apierr.Error {
	if kindOf(raw) != skim.String {
		return v.wrongType("a string", raw)
	}
	text := textOf(raw)
	switch {
	case l.least > 0 && text.Chars == 0, l.most > 0 && text.Chars > l.most:
		limits := l // else each call would allocate l
		return v.words.text(v.name(), text.Chars, &limits)
	case l.fits == nil:
		return nil
	}
	value := text.Raw
	if text.Escaped {
		value = skim.AppendUnescaped(nil, value)
	}
	for _, c := range value {
		if !l.fits(c) {
			return v.words.pattern(v.name(), l.pattern)
		}
	}
	return nil
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

func isAuthorByte(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\v', '\f', '\r', '<', '|', '\\', '/', '>':
		return false
	}
	return true
}
