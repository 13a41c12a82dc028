package h2

import "iter"

// uploads are the streams whose bodies are still coming. They belong to the loop. Most
// connections have one at a time, which then needs no map.
type uploads struct {
	recent *stream            // whose header came last; nil if its body is complete
	others map[uint32]*stream // by id
}

// add adds s, whose header is complete.
func (u *uploads) add(s *stream) {
	if u.recent != nil {
		u.others[u.recent.id] = u.recent
	}
	u.recent = s
}

// find returns the stream with that id, or nil.
func (u *uploads) find(id uint32) *stream {
	if u.recent != nil && u.recent.id == id {
		return u.recent
	}
	return u.others[id]
}

// take is find for a stream that receives no more.
func (u *uploads) take(id uint32) *stream {
	s := u.find(id)
	switch {
	case s == nil:
	case s == u.recent:
		u.recent = nil
	default:
		delete(u.others, id)
	}
	return s
}

// all iterates over the streams. The one of the iteration may be taken.
func (u *uploads) all() iter.Seq[*stream] {
	return func(yield func(*stream) bool) {
		if u.recent != nil && !yield(u.recent) {
			return
		}
		for _, s := range u.others {
			if !yield(s) {
				return
			}
		}
	}
}
