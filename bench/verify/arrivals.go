package verify

import "fmt"

// arrivals counts the events of a stream, and those that came in the same read as the
// previous one.
type arrivals struct {
	events, merged int64
	read           int // number of the read that brought the latest event
}

func (a *arrivals) count(read int) {
	a.events++
	if read == a.read {
		a.merged++
	}
	a.read = read
}

// cause returns how a stream ended early.
func (a *arrivals) cause(err error) string {
	if err != nil {
		return fmt.Sprintf("%d events, then: %v", a.events, err)
	}
	return fmt.Sprintf("%d events, then the end", a.events)
}
