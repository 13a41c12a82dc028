package fast

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

// replies are what answers say in place of generated text.
type replies struct {
	mu     sync.Mutex
	next   []pool.Article // one for each of the next answers
	always *pool.Article  // for the answers after those; nil means generated text
}

// Reply has every answer of chat, completions and responses say exactly text, streamed
// or not, until Reset. Neither max_tokens nor a stop sequence cuts it, and no tool is
// called.
func (s *Server) Reply(text string) error {
	a, err := replyArticle(text)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	s.generator.replies.Store(&replies{next: s.generator.replies.Load().pending(), always: &a})
	return nil
}

// ReplyNext has the next answers say exactly these texts, one each, before what Reply
// has set. A request that gets an error does not use one up.
func (s *Server) ReplyNext(texts ...string) error {
	var articles []pool.Article
	for _, text := range texts {
		a, err := replyArticle(text)
		if err != nil {
			return err
		}
		articles = append(articles, a)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	old := s.generator.replies.Load()
	r := &replies{next: append(old.pending(), articles...)}
	if old != nil {
		r.always = old.always
	}
	s.generator.replies.Store(r)
	return nil
}

func replyArticle(text string) (pool.Article, error) {
	switch {
	case !utf8.ValidString(text):
		return pool.Article{}, errors.New("the text of a reply is not valid UTF-8")
	case len(text) > maxAnswer:
		return pool.Article{}, fmt.Errorf("the text of a reply is longer than %d bytes", maxAnswer)
	}
	a, _ := pool.NewArticle(render.AppendEscaped(nil, []byte(text)), nil)
	return a, nil
}

// pending takes what no answer has said yet.
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

// take returns what one more answer says, false for generated text.
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

// reply adds the choices of c if it is set what they say.
func (g *generator) reply(c *turn) bool {
	r := g.replies.Load()
	if r == nil || c.lost {
		return false
	}
	a, ok := r.take()
	if !ok {
		g.replies.CompareAndSwap(r, nil) // none is left
		return false
	}
	for range max(len(c.inputs), 1) * c.request.n {
		c.tell(choice{article: a}, told{}, math.MaxInt, nil)
	}
	c.rich.odds.limit(c.completionTokens)
	return true
}
