package fault

import (
	"fmt"
	"strings"
	"time"
)

// Spec is one fault: its kind and parameters. The zero value is no fault. Parse fills
// in defaults, which a Spec made by hand lacks.
type Spec struct {
	Kind Kind
	// Status is the status of an error, or the one that an error event reports: 400 to 599.
	Status int
	// Type is the type of an error, or the reason of a content filter, in the words of the
	// provider; empty means the usual one.
	Type string
	// For is the length of a stall (0 means until the client gives up), the time that
	// slow headers take, the pause between split segments, or the Retry-After of an
	// error (0 means one second for status 429 and none for others).
	For time.Duration
	// After is the number of events before the fault; 0 means that At applies.
	After int
	// At is the position of the fault in the body: 0 is its first byte, 1 its end.
	// For a stream the number of events is estimated.
	At float64
	// Size is the size of a huge event in bytes.
	Size int
}

// Limits of the parameters.
const (
	maxFor   = 24 * time.Hour
	maxAfter = 1 << 30
	maxSize  = 64 << 20
)

// Default returns the spec of a kind with its default parameters.
func Default(k Kind) Spec {
	spec := Spec{Kind: k}
	if k == Error || k == ErrorEvent {
		spec.Status = 500
	}
	switch k {
	case FilteredAnswer, ResetMidstream, Stall, ErrorEvent, MalformedJSON, HugeEvent:
		spec.At = 0.5
	case SlowHeaders:
		spec.For = time.Second
	case SplitSegments:
		spec.For = time.Millisecond
	}
	if k == HugeEvent {
		spec.Size = 1 << 20
	}
	return spec
}

// Parse parses KIND or KIND:NAME=VALUE,…, for instance
//
//	error:status=429,for=20s
//	content-filter:reason=SAFETY
//	reset-midstream:at=0.5
//	stall:after=3,for=2s
//	huge-event:size=1048576
//
// A position is after=EVENTS or at=SHARE, not both.
func Parse(text string) (Spec, error) {
	name, rest, has := strings.Cut(text, ":")
	kind, err := ParseKind(name)
	if err != nil {
		return Spec{}, err
	}
	spec := Default(kind)
	if !has {
		return spec, nil
	}
	seen := map[string]bool{}
	for given := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(given, "=")
		if !ok {
			return Spec{}, fmt.Errorf("fault %q: %q is not NAME=VALUE", text, given)
		}
		p := parameterOf(kind, name)
		switch {
		case p == nil:
			return Spec{}, fmt.Errorf("fault %q: %s takes %s, not %q", text, kind, takes(kind), name)
		case seen[name]:
			return Spec{}, fmt.Errorf("fault %q: %s is given twice", text, name)
		case seen["at"] && name == "after" || seen["after"] && name == "at":
			return Spec{}, fmt.Errorf("fault %q: at and after both say where; give one of them", text)
		}
		if err := p.set(&spec, value); err != nil || value == "" {
			return Spec{}, fmt.Errorf("fault %q: %s must be %s, not %q", text, name, p.want, value)
		}
		seen[name] = true
	}
	return spec, nil
}

// String returns s in the format of Parse, without defaults.
func (s Spec) String() string {
	base := Default(s.Kind)
	var given []string
	for _, p := range parameters {
		if p.name == "at" && s.After > 0 {
			continue
		}
		if p.kinds.has(s.Kind) && p.get(&s) != p.get(&base) {
			given = append(given, p.name+"="+p.get(&s))
		}
	}
	if given == nil {
		return s.Kind.String()
	}
	return s.Kind.String() + ":" + strings.Join(given, ",")
}

// Validate returns an error if s makes no sense.
func (s Spec) Validate() error {
	if s.Kind >= kinds {
		return fmt.Errorf("no fault has the number %d", uint8(s.Kind))
	}
	for _, p := range parameters {
		if !p.kinds.has(s.Kind) {
			continue
		}
		if again := s; p.set(&again, p.get(&s)) != nil {
			return fmt.Errorf("fault %s: %s must be %s", s, p.name, p.want)
		}
	}
	return nil
}

// In returns the position of the fault in an unstreamed body of n bytes. A number of
// events means the middle.
func (s Spec) In(n int) int {
	if s.After > 0 {
		return n / 2
	}
	return int(s.At * float64(n))
}

// UnmarshalText is Parse.
func (s *Spec) UnmarshalText(text []byte) (err error) {
	*s, err = Parse(string(text))
	return err
}

// MarshalText is String.
func (s Spec) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
