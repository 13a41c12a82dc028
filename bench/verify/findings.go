package verify

import (
	"slices"
	"strconv"

	"mock-openai/bench/sse"
)

// findings is what is wrong with an answer.
type findings struct {
	faults []fault // at most one of each kind

	// Suspicions. At the end of the answer they become faults, unless others explain them.
	overran  fault // the text goes on beyond the token limit
	disorder fault // something came too late
	late     fault // text came too late
	gap      fault // a sequence number was wrong
}

// fault is a fault of an answer. Its zero value stands for none.
type fault struct {
	kind           Kind
	expected, came string
}

func (f *fault) isSet() bool { return f.expected != "" }

func (f *findings) reset() { *f = findings{faults: f.faults[:0]} }

// fault records a fault, unless the answer already has one of that kind.
func (f *findings) fault(kind Kind, expected, came string) { f.add(fault{kind, expected, came}) }

// add is like fault.
func (f *findings) add(found fault) {
	if !f.has(found.kind) {
		f.faults = append(f.faults, found)
	}
}

// unexpected records that an event does not belong in the answer.
func (f *findings) unexpected(e *sse.Event) {
	if !f.has(UnexpectedEvent) {
		f.fault(UnexpectedEvent, "no such event", excerpt(string(e.Type)+" "+string(e.Data), 0))
	}
}

// has reports whether the answer has a fault of one of these kinds.
func (f *findings) has(kinds ...Kind) bool {
	for i := range f.faults {
		if slices.Contains(kinds, f.faults[i].kind) {
			return true
		}
	}
	return false
}

// remove removes the fault of a kind.
func (f *findings) remove(kind Kind) {
	f.faults = slices.DeleteFunc(f.faults, func(found fault) bool { return found.kind == kind })
}

// endUsage drops a fault of usage if the text is another answer's: so are the counts.
func (f *findings) endUsage() {
	if f.has(ForeignText) {
		f.remove(WrongUsage)
	}
}

// endOrder reports what came too late. Faults of the text explain text that did.
func (f *findings) endOrder() {
	if f.late.isSet() && !f.has(MissingText, ChangedText, ForeignText, Duplicated) {
		f.disorder = f.late
	}
	if f.disorder.isSet() {
		f.add(f.disorder)
	}
}

// endSequence reports a wrong sequence number. Any other fault explains it.
func (f *findings) endSequence() {
	if f.gap.isSet() && len(f.faults) == 0 {
		f.add(f.gap)
	}
}

// endOverrun reports text beyond the token limit once, by the finish reason if that is wrong.
// All such faults have one cause: the gateway dropped the limit.
func (f *findings) endOverrun() {
	switch {
	case !f.overran.isSet():
	case f.has(WrongFinish):
		f.remove(WrongUsage)
	default:
		f.add(f.overran)
	}
}

// excerpt returns the part of text around byte at, quoted for reports.
func excerpt[T string | ~[]byte](text T, at int) string {
	const before, behind = 16, 48
	from, to := max(at-before, 0), min(at+behind, len(text))
	shown := strconv.Quote(string(text[from:to]))
	if from > 0 {
		shown = "…" + shown
	}
	if to < len(text) {
		shown += "…"
	}
	return shown
}
