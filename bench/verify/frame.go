package verify

import "bytes"

// frame is the part of an event around its text.
type frame struct {
	data    []byte // the event; empty if there is none
	numbers []hole // the numbers in data
	varied  uint64 // bit i is set if numbers[i] has differed from event to event
	misses  int    // weighted number of events that differed from the frame before

	// The latest event that fits the pattern.
	came   []hole // its numbers
	behind int    // number of bytes after its text

	head, tail           []byte // the parts of data before and after the text
	looseHead, looseTail []hole // the numbers in head and tail that may differ
}

const (
	// mostMisses is how many events of a stream may differ from the frame of the previous
	// one.
	mostMisses = 16
	// unexplained is how many misses an event counts as, if numbers alone do not explain the
	// difference.
	unexplained = 8
)

// restart prepares f for another stream.
func (f *frame) restart() {
	f.reset()
	f.misses = 0
}

// reset forgets the event.
func (f *frame) reset() { f.data, f.head = f.data[:0], nil }

// forget forgets the event and which numbers have varied.
func (f *frame) forget() {
	f.reset()
	f.varied = 0
}

// remember keeps the frame of an event that fits the pattern, with a text of size bytes. It
// gives up on streams whose events differ in more than the text and numbers.
func (f *frame) remember(data []byte, size int) {
	if f.misses >= mostMisses {
		f.reset()
		return
	}
	to := len(data) - f.behind
	if f.take(data, to-size, to) {
		f.misses++
	} else {
		f.misses += unexplained // also for the first event
	}
}

// take makes f the frame of an event whose text is data[from:to]. It reports whether numbers
// alone explain why the event does not have the frame of the previous one.
func (f *frame) take(data []byte, from, to int) (explained bool) {
	if len(f.data) > 0 && len(f.numbers) == len(f.came) {
		explained = f.compare(data)
	}
	f.data, f.numbers = append(f.data[:0], data...), append(f.numbers[:0], f.came...)
	f.head, f.tail = f.data[:from], f.data[to:]
	f.looseHead, f.looseTail = f.looseHead[:0], f.looseTail[:0]
	for i, h := range f.numbers {
		switch {
		case h.filling != sequenceNumber && f.varied>>i&1 == 0:
		case h.to <= from:
			f.looseHead = append(f.looseHead, h)
		default:
			f.looseTail = append(f.looseTail, hole{span{h.from - to, h.to - to}, h.filling})
		}
	}
	return explained
}

// compare records which numbers differ from those of the previous event. It reports whether
// one differs for the first time, or has another length.
func (f *frame) compare(data []byte) (explained bool) {
	for i, h := range f.came {
		at := f.numbers[i]
		before, now := f.data[at.from:at.to], data[h.from:h.to]
		if bytes.Equal(before, now) {
			continue
		}
		explained = explained || len(before) != len(now) || f.varied>>i&1 == 0
		f.varied |= 1 << i
	}
	return explained
}

// isAround reports whether f is the frame of an event. The text must end at byte to, and be
// followed by as many bytes as in f. Loose numbers may differ, but not in length.
func (f *frame) isAround(data []byte, to int, sequence int64) bool {
	if len(f.looseHead)+len(f.looseTail) == 0 {
		return bytes.Equal(data[:len(f.head)], f.head) && bytes.Equal(data[to:], f.tail)
	}
	return sameBut(f.looseHead, f.head, data[:len(f.head)], sequence) && sameBut(f.looseTail, f.tail, data[to:], sequence)
}

// sameBut reports whether came, which has the length of want, differs from it only in loose
// numbers.
func sameBut(loose []hole, want, came []byte, sequence int64) bool {
	from := 0
	for i := range loose {
		h := &loose[i]
		n := came[h.from:h.to]
		if !bytes.Equal(came[from:h.from], want[from:h.from]) || digits(n) != len(n) ||
			h.filling == sequenceNumber && number(n) != sequence {
			return false
		}
		from = h.to
	}
	return bytes.Equal(came[from:], want[from:])
}
