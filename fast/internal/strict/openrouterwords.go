package strict

import (
	"fmt"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// openRouter are OpenRouter's words, which are those of Zod after the path, as public reports
// of its errors show them.
var openRouter = words{
	dotted:  true,
	missing: func(at string) *apierr.Error { return refused(at, "Invalid input") },
	unknown: func(at string) *apierr.Error {
		object, name, _ := strings.Cut(at, ".") // provider alone refuses other members
		return refused(object, "Unrecognized key: %q", name)
	},
	wrongType: func(at, want string, raw []byte) *apierr.Error {
		if names, isName := strings.CutPrefix(want, "one of "); isName {
			return errOption(at, quotedIn(names))
		}
		return refused(at, "Invalid input: expected %s, received %s", zodType(want, raw), zodKind(raw))
	},
	outside: func(at string, n, least, most int) *apierr.Error {
		if n < least {
			return refused(at, "Too small: expected number to be >=%d", least)
		}
		return refused(at, "Too big: expected number to be <=%d", most)
	},
	below: func(at string, least float64, _ []byte) *apierr.Error {
		return refused(at, "Too small: expected number to be >=%g", least)
	},
	above: func(at string, most float64, _ []byte) *apierr.Error {
		return refused(at, "Too big: expected number to be <=%g", most)
	},
	value: func(at, _ string, values []string) *apierr.Error { return errOption(at, values) },
	tag:   func(_, at, _ string, _ []string) *apierr.Error { return refused(at, "Invalid input") },
	length: func(at string, n, least, most int) *apierr.Error {
		if n < least {
			return refused(at, "Too small: expected array to have >=%d items", least)
		}
		return refused(at, "Too big: expected array to have <=%d items", most)
	},
	text: func(at string, chars int, limits *textLimits) *apierr.Error {
		if chars < limits.least {
			return refused(at, "Too small: expected string to have >=%d characters", limits.least)
		}
		return refused(at, "Too big: expected string to have <=%d characters", limits.most)
	},
}

// errOption says which values there are. Zod has other words for the only one.
func errOption(at string, values []string) *apierr.Error {
	if len(values) == 1 {
		return refused(at, "Invalid input: expected %q", values[0])
	}
	return refused(at, `Invalid option: expected one of "%s"`, strings.Join(values, `"|"`))
}

// quotedIn returns the quoted names of an English list.
func quotedIn(list string) (names []string) {
	for i, part := range strings.Split(list, "'") {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return names
}

// zodType returns Zod's name of a type that rules call "an array of objects" or alike.
func zodType(want string, raw []byte) string {
	switch {
	case want == "an integer" && kindOf(raw) == skim.Number:
		return "int"
	case want == "an integer", want == "a decimal":
		return "number"
	case strings.HasPrefix(want, "an array"):
		return "array"
	}
	_, name, _ := strings.Cut(want, " ")
	return name
}

func zodKind(raw []byte) string {
	switch kindOf(raw) {
	case skim.String:
		return "string"
	case skim.Number:
		return "number"
	case skim.Array:
		return "array"
	case skim.Object:
		return "object"
	}
	return "boolean"
}

// union returns a rule whose errors Zod does not distinguish.
func union(of rule) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if of(v, raw) == nil {
			return nil
		}
		return refused(v.name(), "Invalid input")
	}
}

// wanted is a required member and Zod's name of its type.
type wanted struct{ name, kind string }

// absent refuses objects without these members.
func absent(all ...wanted) Conflict {
	return func(v *Validator, given Members) *apierr.Error {
		for _, w := range all {
			if given.Value(w.name) == nil {
				return refused(v.at(w.name), "Invalid input: expected %s, received undefined", w.kind)
			}
		}
		return nil
	}
}

// openRouterModelInvalid says that there is no such model.
func openRouterModelInvalid(id []byte) *apierr.Error {
	return refusedWhole(fmt.Sprintf("%s is not a valid model ID", id))
}
