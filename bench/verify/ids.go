package verify

import "bytes"

// ids are what the events of an answer have in common.
type ids struct {
	answer  id
	item    id  // of the output item (Responses)
	renamed int // number of pieces of the text that came under another id
}

func (d *ids) reset() { *d = ids{answer: d.answer[:0], item: d.item[:0]} }

// vary reports whether events of this answer have come under several ids. Then an id does not
// show which answer an event belongs to.
func (d *ids) vary() bool { return d.renamed > 2 }

// id is that of an answer or an item; empty if none has come.
type id []byte

// differs reports whether another id came; nil is none. The first that comes becomes own.
func (own *id) differs(came []byte) bool {
	if came == nil {
		return false
	}
	own.note(came)
	return !bytes.Equal(*own, came)
}

// note makes came the id, if it is the first.
func (own *id) note(came []byte) {
	if len(*own) == 0 {
		*own = append(*own, came...)
	}
}

// in returns the id of size bytes that text begins with. ok reports whether it may be own.
func (own id) in(text []byte, size int) (came []byte, ok bool) {
	if size > len(text) {
		return nil, false
	}
	return text[:size], own.mayBe(text[:size])
}

// mayBe reports whether came may be the id.
func (own id) mayBe(came []byte) bool {
	if len(own) > 0 {
		return bytes.Equal(own, came)
	}
	for _, b := range came {
		if (b|0x20 < 'a' || b|0x20 > 'z') && (b < '0' || b > '9') && b != '-' && b != '_' {
			return false
		}
	}
	return true
}
