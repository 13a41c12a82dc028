package responses

import (
	"math/rand/v2"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/pace"
	"mock-openai/pool"
)

// responseExtra is what is kept of a response besides its JSON.
type responseExtra struct {
	inputAt, inputEnd int          // where the input is in the request
	background        bool         // it may be cancelled
	due               pace.Instant // of the body
	tokens            int          // of the conversation up to and with this response
	making            making
}

type keptResponse = store.Record[responseExtra]

// inputOf returns the input as it stands in the request. It may be empty.
func inputOf(r *keptResponse) []byte { return r.Request[r.Extra.inputAt:r.Extra.inputEnd] }

// making is what a response depends on besides its request. With both, it can be made
// again with the same events. Keeping the events would take several times the memory.
type making struct {
	id           render.ID
	created      int64
	completed    int64 // Unix second
	promptTokens int
	reply        *engine.Reply // nil unless it is preset
	extras       bool          // it was generated with extras, which draw other numbers
	filtered     bool          // by filter
	filter       engine.Filter
	cache        engine.CacheUse
	profile      *behavior.Compiled
	slowdown     float64
	window       uint64   // of articles
	drawn        rand.PCG // its state before the answer was drawn
	seeded       bool
	start        pace.Instant // of the response; 0 if it is not paced
}

// keep keeps the finished response body, unless the request forbids it.
func (r *response) keep(body []byte) {
	c := r.session
	var key store.Key
	c.ID.AppendAnswer(key[:0])
	tokens := c.PromptTokens - pool.Tokens(r.instructionChars) + c.CompletionTokens - c.ReasoningTokens
	if v := conversationOf(c); v != nil {
		v.remember(string(r.stream), key, tokens)
	}
	if r.conversation != nil {
		r.conversation.kept.Add(r.thread, append(r.said, r.outputItems()...))
		r.conversation = nil
	}
	if r.archive == nil {
		return
	}
	m := making{
		id: c.ID, created: c.Created, completed: r.completed, promptTokens: c.PromptTokens, reply: c.Reply, extras: c.Extras != nil,
		cache: c.Cache, profile: c.Profile, slowdown: c.Slowdown, window: c.Window, drawn: r.drawn, seeded: c.Seeded, start: c.Start,
	}
	if m.filtered = c.Filter != nil; m.filtered {
		m.filter = *c.Filter
	}
	r.archive.Put(key, keptResponse{Body: body, Request: r.request, Pending: r.pending, Extra: responseExtra{
		inputAt: c.MessagesAt, inputEnd: r.inputEnd, background: r.background, due: r.due,
		tokens: tokens, making: m,
	}})
}

// restore sets all that m has.
func (r *response) restore(m *making) {
	c := r.session
	c.ID, c.Created, c.PromptTokens, c.Profile, c.Reply = m.id, m.created, m.promptTokens, m.profile, m.reply
	c.Slowdown, c.Window, c.PCG, c.Seeded = m.slowdown, m.window, m.drawn, m.seeded
	c.Start, r.completed, c.Cache = m.start, m.completed, m.cache
	if m.extras {
		c.WithExtras()
	}
	if m.filtered {
		filter := m.filter // one of its own: it says whether it has ended the answer
		c.Filter = &filter
	}
	c.Unanswered = true // no text of ReplyNext is for it
}
