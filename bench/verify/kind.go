package verify

import "math/bits"

// Kind is a way in which an answer is not what was asked for.
type Kind uint8

// The kinds of faults.
const (
	MissingText      Kind = iota // a part of the text did not come
	ChangedText                  // the text differs in a way that has no other name
	ForeignText                  // something of another request came
	Reordered                    // all came, but not in order
	Duplicated                   // something came twice
	Truncated                    // the answer ended early
	InvalidUTF8                  // bytes or escapes that stand for no character
	InvalidJSON                  // what should be JSON is none
	MissingDone                  // the last event, such as [DONE], did not come
	MissingFinish                // no finish reason
	WrongFinish                  // another finish reason
	MissingUsage                 // no usage, though it was due
	WrongUsage                   // usage with other counts
	ErrorEvent                   // an error in an answer of status 200
	WrongContentType             // for example HTML
	WrongStatus                  // of HTTP
	MergedEvents                 // events that came in one read; no fault
	UnexpectedEvent              // an event that has no place here, or lacks what its place needs
	numKinds
)

var kindNames = [numKinds]string{
	"missing_text", "changed_text", "foreign_text", "reordered", "duplicated", "truncated",
	"invalid_utf8", "invalid_json", "missing_done", "missing_finish", "wrong_finish",
	"missing_usage", "wrong_usage", "error_event", "wrong_content_type", "wrong_status",
	"merged_events", "unexpected_event",
}

// String is the kind's name in reports.
func (k Kind) String() string { return kindNames[k] }

// kinds is a set of them.
type kinds uint32

func (s kinds) has(k Kind) bool { return s>>k&1 != 0 }

func (s *kinds) add(k Kind) { *s |= 1 << k }

// all calls yield for every kind of the set.
func (s kinds) all(yield func(Kind) bool) {
	for ; s != 0; s &= s - 1 {
		if !yield(Kind(bits.TrailingZeros32(uint32(s)))) {
			return
		}
	}
}
