package verify

// Kind is a kind of fault in an answer.
type Kind uint8

// The kinds of faults.
const (
	MissingText      Kind = iota // a part of the text did not come
	ChangedText                  // the text differs in another way
	ForeignText                  // text or an event of another request came
	Reordered                    // all came, but not in order
	Duplicated                   // something came twice
	Truncated                    // the answer ended early
	InvalidUTF8                  // bytes or escapes that stand for no character
	InvalidJSON                  // what should be JSON is not
	MissingDone                  // the last event, such as [DONE], did not come
	MissingFinish                // no finish reason
	WrongFinish                  // another finish reason
	MissingUsage                 // no usage, though it was due
	WrongUsage                   // usage with wrong counts
	ErrorEvent                   // an error in an answer of status 200
	WrongContentType             // for example HTML
	WrongStatus                  // another HTTP status
	MergedEvents                 // events that came in one read; not a fault
	UnexpectedEvent              // an event that does not belong here, or lacks something
	numKinds
)

var kindNames = [numKinds]string{
	"missing_text", "changed_text", "foreign_text", "reordered", "duplicated", "truncated",
	"invalid_utf8", "invalid_json", "missing_done", "missing_finish", "wrong_finish",
	"missing_usage", "wrong_usage", "error_event", "wrong_content_type", "wrong_status",
	"merged_events", "unexpected_event",
}

// String returns the kind's name in reports.
func (k Kind) String() string { return kindNames[k] }
