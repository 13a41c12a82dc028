package pace

import "sync/atomic"

// inbox holds waiters on their way to the heap. A goroutine that waits leaves its waiter
// here and does not take the pacer's lock: with hundreds of streams that wait at the same
// time, a lock whose holder is interrupted makes all of them queue for it.
type inbox struct{ last atomic.Pointer[Waiter] }

func (b *inbox) push(w *Waiter) {
	for {
		w.next = b.last.Load()
		if b.last.CompareAndSwap(w.next, w) {
			return
		}
	}
}

// moveTo moves all waiters to h and reports whether there were any. The caller holds the
// pacer's lock.
func (b *inbox) moveTo(h *heap) bool {
	if b.last.Load() == nil {
		return false
	}
	for w := b.last.Swap(nil); w != nil; {
		next := w.next
		w.next = nil
		h.push(w.due, w)
		w = next
	}
	return true
}

// post makes w wait until w.due. It takes the lock only if the alarm would be too late:
// whoever sets the alarm to a later time looks into the inbox afterwards.
func (p *Pacer) post(w *Waiter) {
	due := w.due // w may be done once it is in the inbox
	p.inbox.push(w)
	if int64(due) < p.armed.Load() {
		p.mu.Lock()
		p.collect()
		p.mu.Unlock()
	}
}

// collect moves posted waiters to the heap and sets the alarm for them. The caller holds
// p.mu.
func (p *Pacer) collect() {
	if p.inbox.moveTo(&p.heap) {
		p.arm(p.heap[0].at)
	}
}

// recall looks again at w, which was posted while somebody called Cancel, Sooner or Close.
func (p *Pacer) recall(w *Waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.collect()
	switch {
	case w.index == notInHeap: // it has its result
	case w.canceled:
		p.heap.remove(w)
		w.end(ErrCanceled)
	case p.closed.Load():
		p.heap.remove(w)
		w.end(ErrClosed)
	default:
		if due := w.limit(w.due); due != w.due {
			p.heap.remove(w)
			p.add(w, due)
		}
	}
}
