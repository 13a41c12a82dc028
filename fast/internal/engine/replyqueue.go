package engine

import (
	"slices"
	"sync"
	"sync/atomic"
)

// replies are the replies of a Generator, whatever the requests say.
type replies struct {
	any atomic.Bool // there are some; spares requests the lock

	mu        sync.Mutex
	next      []*Reply // one for each of the next answers
	always    *Reply   // for the answers after those; nil means generated text
	forgotten uint64   // how often all were removed
}

// given reports whether there may be a reply for c.
func (r *replies) given(c *Turn) bool { return r.any.Load() && !c.Unanswered }

// change calls alter under the lock, and records whether there are replies then.
func (r *replies) change(alter func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	alter()
	r.any.Store(len(r.next) > 0 || r.always != nil)
}

// Reply makes r every answer, once the replies of ReplyNext are used up.
func (g *Generator) Reply(r *Reply) { g.replies.change(func() { g.replies.always = r }) }

// ReplyNext makes these replies the next answers, one each.
func (g *Generator) ReplyNext(all ...*Reply) {
	g.replies.change(func() { g.replies.next = append(g.replies.next, all...) })
}

// ForgetReplies removes all replies.
func (g *Generator) ForgetReplies() {
	r := &g.replies
	r.change(func() { r.next, r.always, r.forgotten = nil, nil, r.forgotten+1 })
}

// take returns the reply for one more answer; nil means a generated one. It tells u whether
// the reply is used up.
func (r *replies) take(u *used) (one *Reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.next) == 0 {
		return r.always
	}
	one, r.next = r.next[0], r.next[1:]
	*u = used{r.forgotten, one}
	r.any.Store(len(r.next) > 0 || r.always != nil)
	return one
}

// used is a reply that an answer has taken, and how often replies had been removed by then.
// The zero value means no reply.
type used struct {
	forgotten uint64
	reply     *Reply
}

// PutBack makes the reply that c has used up the next answer again, if there is one and
// replies have not been removed since. It is for requests that get no answer.
func (g *Generator) PutBack(c *Turn) {
	if c.Extras == nil || c.Extras.used.reply == nil {
		return
	}
	u, r := c.Extras.used, &g.replies
	c.Extras.used = used{}
	r.change(func() {
		if u.forgotten == r.forgotten {
			r.next = slices.Insert(r.next, 0, u.reply)
		}
	})
}
