package batch

// list is a list of sequences. A sequence is in one list at most.
type list struct {
	first, last *Sequence
	n           int
}

func (l *list) pushBack(q *Sequence) {
	if q.prev, q.next = l.last, nil; q.prev == nil {
		l.first = q
	} else {
		q.prev.next = q
	}
	l.last = q
	l.n++
}

func (l *list) pushFront(q *Sequence) {
	if q.prev, q.next = nil, l.first; q.next == nil {
		l.last = q
	} else {
		q.next.prev = q
	}
	l.first = q
	l.n++
}

func (l *list) remove(q *Sequence) {
	if q.prev == nil {
		l.first = q.next
	} else {
		q.prev.next = q.next
	}
	if q.next == nil {
		l.last = q.prev
	} else {
		q.next.prev = q.prev
	}
	q.prev, q.next = nil, nil
	l.n--
}
