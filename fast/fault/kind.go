// Package fault describes what can go wrong with an answer, how often and where, in
// the words that users type: stall:after=3,for=2s=0.01. It does not inject faults.
package fault

import (
	"fmt"
	"strings"
)

// Kind is a kind of fault.
type Kind uint8

// The kinds. Those that need a stream do not change unstreamed answers.
const (
	None             Kind = iota // no fault
	Error                        // an HTTP error in place of the answer
	ContentFilter                // a content filter refuses the prompt
	FilteredAnswer               // a content filter ends the answer
	Reset                        // the connection is reset before the answer
	ResetMidstream               // the connection is reset within the body
	Stall                        // nothing is sent for a time, or until the client gives up
	SlowHeaders                  // the headers come byte by byte
	WrongContentType             // the headers promise text/html
	MalformedJSON                // an event, or the body, is cut off within its JSON
	EmptyChoices                 // a well-formed answer without choices, data, results or output
	HugeEvent                    // an event, or the body, has an additional, very long member
	ErrorEvent                   // a stream ends with an error in place of an event
	NoDone                       // a stream lacks its last event, [DONE]
	SplitSegments                // TCP segments end where parsers do not expect it
	OneSegment                   // all events come at once, in as few TCP segments as possible
	kinds
)

var names = [kinds]string{
	None:             "none",
	Error:            "error",
	ContentFilter:    "content-filter",
	FilteredAnswer:   "filtered-answer",
	Reset:            "reset",
	ResetMidstream:   "reset-midstream",
	Stall:            "stall",
	SlowHeaders:      "slow-headers",
	WrongContentType: "wrong-content-type",
	MalformedJSON:    "malformed-json",
	EmptyChoices:     "empty-choices",
	HugeEvent:        "huge-event",
	ErrorEvent:       "error-event",
	NoDone:           "no-done",
	SplitSegments:    "split-segments",
	OneSegment:       "one-segment",
}

// Refuses reports whether an HTTP error replaces the answer.
func (k Kind) Refuses() bool { return k == Error || k == ContentFilter }

// Cuts reports whether the fault is in how a complete answer is sent. Its bytes stay as they
// are, as far as they are sent.
func (k Kind) Cuts() bool {
	switch k {
	case Reset, ResetMidstream, Stall, SlowHeaders, SplitSegments, OneSegment:
		return true
	}
	return false
}

// String returns the name that users type.
func (k Kind) String() string {
	if k < kinds {
		return names[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// ParseKind returns the kind of that name.
func ParseKind(name string) (Kind, error) {
	for k, known := range names {
		if name == known {
			return Kind(k), nil
		}
	}
	return None, fmt.Errorf("no fault is named %q; there are %s", name, strings.Join(names[1:], ", "))
}

// UnmarshalText reads the name of a kind.
func (k *Kind) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKind(string(text))
	return err
}

// MarshalText returns the name of k.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
