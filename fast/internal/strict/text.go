package strict

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// textLimits is what strings of a kind must keep to.
type textLimits struct {
	least, most int    // characters; most is 0 for no limit
	pattern     string // as refusals show it; empty for none
	fits        func(c byte) bool
}

// functionName is what functions, tools and schemas may be called.
func functionName() rule {
	return textLimits{least: 1, most: 64, pattern: `^[a-zA-Z0-9_-]+$`, fits: isNameByte}.rule
}

// authorName is what the author of a message may be called.
func authorName() rule {
	return textLimits{pattern: `^[^\s<|\\/>]+$`, fits: isAuthorByte}.rule
}

// atMost takes strings up to a number of characters.
func atMost(n int) rule { return textLimits{most: n}.rule }

func (l textLimits) rule(v *Validator, raw []byte) *apierr.Error {
	if kindOf(raw) != skim.String {
		return v.wrongType("a string", raw)
	}
	text := textOf(raw)
	switch {
	case l.least > 0 && text.Chars == 0:
		return errEmptyString(v.name())
	case l.most > 0 && text.Chars > l.most:
		return errLongString(v.name(), l.most, text.Chars)
	case l.fits == nil:
		return nil
	}
	value := text.Raw
	if text.Escaped {
		value = skim.AppendUnescaped(nil, value)
	}
	for _, c := range value {
		if !l.fits(c) {
			return errPattern(v.name(), l.pattern)
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
