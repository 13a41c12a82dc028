package strict

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
)

// words are how a provider says what is wrong with a value. A path leads to the value.
type words struct {
	dotted    bool // paths are messages.0.content
	tagged    bool // paths have the tags of variants in them
	missing   func(path string) *apierr.Error
	unknown   func(path string) *apierr.Error
	wrongType func(path, want string, raw []byte) *apierr.Error
	outside   func(path string, n, least, most int) *apierr.Error            // the range of an integer
	below     func(path string, least float64, raw []byte) *apierr.Error     // the range of a number
	above     func(path string, most float64, raw []byte) *apierr.Error      // the range of a number
	value     func(path, got string, values []string) *apierr.Error          // none of these
	tag       func(path, at, got string, values []string) *apierr.Error      // the same of what tells variants apart
	length    func(path string, n, least, most int) *apierr.Error            // of an array
	text      func(path string, chars int, limits *textLimits) *apierr.Error // too short or too long
	pattern   func(path, pattern string) *apierr.Error
}

// openAI are OpenAI's words.
var openAI = words{
	missing: decode.Missing,
	unknown: errUnknownParameter,
	wrongType: func(path, want string, raw []byte) *apierr.Error {
		return decode.WrongType(path, want, decode.Describe(kindOf(raw), raw))
	},
	outside: decode.CheckRange,
	below: func(path string, least float64, raw []byte) *apierr.Error {
		return errDecimal(path, "below", "min", ">=", least, string(raw))
	},
	above: func(path string, most float64, raw []byte) *apierr.Error {
		return errDecimal(path, "above", "max", "<=", most, string(raw))
	},
	value: errValue,
	tag:   func(_, at, got string, values []string) *apierr.Error { return errValue(at, got, values) },
	length: func(path string, n, _, most int) *apierr.Error {
		if n > most {
			return decode.TooLong(path, most, n)
		}
		return decode.EmptyArray(path)
	},
	text: func(path string, chars int, limits *textLimits) *apierr.Error {
		if chars > 0 {
			return errLongString(path, limits.most, chars)
		}
		return errEmptyString(path)
	},
	pattern: errPattern,
}
