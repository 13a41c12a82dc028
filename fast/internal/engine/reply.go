package engine

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"unicode/utf8"

	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// replies are preset texts for answers, in place of generated ones.
type replies struct {
	mu     sync.Mutex
	next   []pool.Article // one for each of the next answers
	always *pool.Article  // for the answers after those; nil means generated text
}

// ReplyArticle makes an article of the text of a reply.
func ReplyArticle(text string) (pool.Article, error) {
	switch {
	case !utf8.ValidString(text):
		return pool.Article{}, errors.New("the text of a reply is not valid UTF-8")
	case len(text) > MaxAnswer:
		return pool.Article{}, fmt.Errorf("the text of a reply is longer than %d bytes", MaxAnswer)
	}
	a, _ := pool.NewArticle(render.AppendEscaped(nil, []byte(text)), nil)
	return a, nil
}

// Reply makes every answer say exactly a, after the replies set for the next answers.
func (g *Generator) Reply(a pool.Article) {
	g.replies.Store(&replies{next: g.replies.Load().pending(), always: &a})
}

// ReplyNext makes the next answers say exactly these texts, one each.
func (g *Generator) ReplyNext(all ...pool.Article) {
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
func (r *replies) pending() []pool.Article {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	next := slices.Clone(r.next)
	r.next = nil
	return next
}

// take returns the reply for one more answer; false means generated text.
func (r *replies) take() (a pool.Article, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case len(r.next) > 0:
		a, r.next = r.next[0], r.next[1:]
		return a, true
	case r.always != nil:
		return *r.always, true
	}
	return a, false
}

// reply adds the choices of c if a reply is set. It returns false if none is.
func (g *Generator) reply(c *Turn) bool {
	r := g.replies.Load()
	if r == nil || c.Unanswered {
		return false
	}
	a, ok := r.take()
	if !ok {
		g.replies.CompareAndSwap(r, nil) // none is left
		return false
	}
	for range max(len(c.Inputs), 1) * c.Request.N {
		c.addChoice(Choice{Article: a}, ChoiceExtras{}, math.MaxInt, nil)
	}
	c.Extras.Logprobs.limit(c.CompletionTokens)
	return true
}
