package verify

import "fmt"

// progress is how far a stream has come.
type progress struct {
	seen     stages
	at       stage // the latest that was seen in order
	sequence int64 // number of the next event (Responses)
}

// pass records a stage whose place in the stream has been checked.
func (p *progress) pass(at stage) { p.at, p.seen = at, p.seen|setOf(at) }

// step records a stage, and reports a fault if it came twice or out of order.
func (p *progress) step(at stage, a *API, f *findings) {
	switch {
	case p.seen.has(at):
		f.fault(Duplicated, a.name(at)+" once", "it twice")
	case at < p.at:
		f.disorder = fault{Reordered, a.name(at) + " before " + a.name(p.at), "it behind"}
	default:
		p.at = at
	}
	p.seen |= setOf(at)
}

// stepText records that a piece of text came. It reports whether it came in time.
func (p *progress) stepText() bool {
	p.seen |= setOf(atText)
	if p.at > atText {
		return false
	}
	p.at = atText
	return true
}

// count checks the sequence number of an event; -1 if it has none.
func (p *progress) count(sequence int64, f *findings) {
	if sequence < 0 {
		return
	}
	if sequence != p.sequence && !f.gap.isSet() {
		f.gap = fault{UnexpectedEvent, fmt.Sprintf("sequence_number %d", p.sequence), fmt.Sprint(sequence)}
	}
	p.sequence = sequence + 1
}
