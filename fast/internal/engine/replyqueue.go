package engine

import (
	"slices"
	"sync"
)

// replies are the replies of a Generator, whatever the requests say.
type replies struct {
	mu     sync.Mutex
	next   []*Reply // one for each of the next answers
	always *Reply   // for the answers after those; nil means generated text
}

// Reply makes every answer be r, after the replies set for the next answers.
func (g *Generator) Reply(r *Reply) {
	g.replies.Store(&replies{next: g.replies.Load().pending(), always: r})
}

// ReplyNext makes the next answers be these, one each.
func (g *Generator) ReplyNext(all ...*Reply) {
	old := g.replies.Load()
	r := &replies{next: append(old.pending(), all...)}
	if old != nil {
		r.always = old.always
	}
	g.replies.Store(r)
}

// ForgetReplies removes all replies.
func (g *Generator) ForgetReplies() { g.replies.Store(nil) }

// pending takes the replies that no answer has used yet.
func (r *replies) pending() []*Reply {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	next := slices.Clone(r.next)
	r.next = nil
	return next
}

// take returns the reply for one more answer; nil means a generated one. It tells u whether
// the reply is used up.
func (r *replies) take(u *used) (one *Reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.next) > 0 {
		one, r.next = r.next[0], r.next[1:]
		*u = used{r, one}
		return one
	}
	return r.always
}

// used is a reply that is used up, and where it was taken from. The zero value is none.
type used struct {
	from  *replies
	reply *Reply
}

// PutBack makes the next answer be the reply that c has used up, if there is one. It is for
// requests that get no answer.
func (g *Generator) PutBack(c *Turn) {
	if c.Extras == nil {
		return
	}
	if u := c.Extras.used; u.reply != nil {
		c.Extras.used = used{}
		u.from.mu.Lock()
		defer u.from.mu.Unlock()
		u.from.next = slices.Insert(u.from.next, 0, u.reply)
	}
}
