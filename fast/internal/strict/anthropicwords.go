package strict

import (
	"path"
	"strings"

	"mock-openai/fast/internal/apierr"
)

// anthropic are Anthropic's words, which are those of Pydantic, as public reports of its
// errors show them.
var anthropic = words{
	dotted:  true,
	tagged:  true,
	missing: func(at string) *apierr.Error { return refused(at, "Field required") },
	unknown: func(at string) *apierr.Error { return refused(at, "Extra inputs are not permitted") },
	wrongType: func(at, want string, _ []byte) *apierr.Error {
		if names, is := strings.CutPrefix(want, "one of '"); is {
			return refused(at, "Input should be '%s", names)
		}
		return refused(at, "Input should be a valid %s", typeName(want))
	},
	outside: func(at string, n, least, most int) *apierr.Error {
		if n < least {
			return refused(at, "Input should be greater than or equal to %d", least)
		}
		return refused(at, "Input should be less than or equal to %d", most)
	},
	below: func(at string, least float64, _ []byte) *apierr.Error {
		return refused(at, "Input should be greater than or equal to %g", least)
	},
	above: func(at string, most float64, _ []byte) *apierr.Error {
		return refused(at, "Input should be less than or equal to %g", most)
	},
	value: func(at, _ string, values []string) *apierr.Error {
		last := len(values) - 1
		if last == 0 {
			return refused(at, "Input should be '%s'", values[0])
		}
		return refused(at, "Input should be '%s' or '%s'", strings.Join(values[:last], "', '"), values[last])
	},
	tag: func(object, at, got string, values []string) *apierr.Error {
		return refused(object, "Input tag '%s' found using '%s' does not match any of the expected tags: '%s'",
			got, strings.TrimPrefix(path.Ext("."+at), "."), strings.Join(values, "', '"))
	},
	length: func(at string, n, least, most int) *apierr.Error {
		if n < least {
			return refused(at, "List should have at least %d item after validation, not %d", least, n)
		}
		return refused(at, "List should have at most %d items after validation, not %d", most, n)
	},
	text: func(at string, chars int, limits *textLimits) *apierr.Error {
		if chars < limits.least {
			return refused(at, "String should have at least %d character", limits.least)
		}
		return refused(at, "String should have at most %d characters", limits.most)
	},
	pattern: func(at, pattern string) *apierr.Error {
		return refused(at, "String should match pattern '%s'", pattern)
	},
}

// typeName returns Pydantic's name of a type that rules call "an array of objects" or alike.
func typeName(want string) string {
	switch {
	case want == "an object":
		return "dictionary"
	case want == "a decimal":
		return "number"
	case strings.HasPrefix(want, "an array"), strings.HasPrefix(want, "one of"):
		return "list"
	}
	_, name, _ := strings.Cut(want, " ")
	return name
}
