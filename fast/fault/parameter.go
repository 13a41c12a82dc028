package fault

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// parameter is a parameter of some kinds of faults.
type parameter struct {
	name  string
	want  string // description of valid values
	kinds kindSet
	set   func(s *Spec, value string) error
	get   func(s *Spec) string
}

type kindSet uint32

func setOf(all ...Kind) (set kindSet) {
	for _, k := range all {
		set |= 1 << k
	}
	return set
}

func (set kindSet) has(k Kind) bool { return set&(1<<k) != 0 }

var errRange = errors.New("out of range")

var parameters = []parameter{
	{
		name: "status", want: "an HTTP status from 400 to 599", kinds: setOf(Error, ErrorEvent),
		set: func(s *Spec, value string) error { return setInt(&s.Status, value, 400, 599) },
		get: func(s *Spec) string { return strconv.Itoa(s.Status) },
	}, {
		name: "type", want: aWord, kinds: setOf(Error, ErrorEvent), set: (*Spec).setType,
		get: func(s *Spec) string { return s.Type },
	}, {
		name: "reason", want: aWord, kinds: setOf(ContentFilter, FilteredAnswer), set: (*Spec).setType,
		get: func(s *Spec) string { return s.Type },
	}, {
		name: "after", want: "a number of events", kinds: setOf(ResetMidstream, Stall, ErrorEvent, MalformedJSON, HugeEvent, EmptyChoices),
		set: func(s *Spec, value string) error {
			s.At = 0
			return setInt(&s.After, value, 0, maxAfter)
		},
		get: func(s *Spec) string { return strconv.Itoa(s.After) },
	}, {
		name: "at", want: "a share from 0 to 1", kinds: setOf(FilteredAnswer, ResetMidstream, Stall, ErrorEvent, MalformedJSON, HugeEvent, EmptyChoices),
		set: func(s *Spec, value string) error {
			at, err := strconv.ParseFloat(value, 64)
			if err != nil || !(at >= 0 && at <= 1) {
				return errRange
			}
			s.At = math.Abs(at) // -0 is 0
			return nil
		},
		get: func(s *Spec) string { return strconv.FormatFloat(s.At, 'g', -1, 64) },
	}, {
		name: "for", want: "a duration up to a day such as 250ms", kinds: setOf(Error, Stall, SlowHeaders, SplitSegments),
		set: func(s *Spec, value string) error {
			d, err := time.ParseDuration(value)
			if err != nil || d < 0 || d > maxFor {
				return errRange
			}
			s.For = d
			return nil
		},
		get: func(s *Spec) string { return s.For.String() },
	}, {
		name: "size", want: "a number of bytes up to 64 MiB", kinds: setOf(HugeEvent),
		set: func(s *Spec, value string) error { return setInt(&s.Size, value, 0, maxSize) },
		get: func(s *Spec) string { return strconv.Itoa(s.Size) },
	},
}

// aWord is what a type or a reason must be, so that it needs no escapes in JSON and no
// quotes in settings.
const aWord = "a word of letters, digits, '_', '-' and '.', of at most 64 characters"

// maxWord is the most characters of a word.
const maxWord = 64

func (s *Spec) setType(word string) error {
	for _, c := range []byte(word) {
		isLetter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !isLetter && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return errRange
		}
	}
	if len(word) > maxWord {
		return errRange
	}
	s.Type = word
	return nil
}

func setInt(to *int, value string, least, most int) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return errRange
	}
	*to = n
	return nil
}

// Takes reports whether a fault, as Parse takes it, has a parameter of that name.
func Takes(text, name string) bool {
	kind, _, _ := strings.Cut(text, ":")
	k, err := ParseKind(kind)
	return err == nil && parameterOf(k, name) != nil
}

// parameterOf returns k's parameter of that name, or nil.
func parameterOf(k Kind, name string) *parameter {
	for i := range parameters {
		if p := &parameters[i]; p.name == name && p.kinds.has(k) {
			return p
		}
	}
	return nil
}

// takes returns the names of k's parameters.
func takes(k Kind) string {
	var all []string
	for _, p := range parameters {
		if p.kinds.has(k) {
			all = append(all, p.name)
		}
	}
	if all == nil {
		return "no parameters"
	}
	return strings.Join(all, ", ")
}
