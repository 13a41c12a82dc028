package responses

import (
	"math/rand/v2"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/pace"
	"mock-openai/pool"
)

// responseExtra is what is kept of a response beside its texts.
type responseExtra struct {
	inputAt, inputEnd int          // where the input is in the request
	background        bool         // it may be cancelled
	due               pace.Instant // of the body
	tokens            int          // that whoever goes on from it has said and heard
	making            making
}

type keptResponse = store.Record[responseExtra]

// inputOf is the input as it stands in the request; it may be empty.
func inputOf(r *keptResponse) []byte { return r.Request[r.Extra.inputAt:r.Extra.inputEnd] }

// making is what a response depends on beside its request. With both it is made
// again, so that its stream has the events it had: to keep these would take
// several times the memory.
type making struct {
	id           render.ID
	created      int64
	completed    int64 // Unix second
	promptTokens int
	profile      *behavior.Compiled
	slowdown     float64
	stretch      uint64
	drawn        rand.PCG // as it was before the answer was drawn
	seeded       bool
	start        pace.Instant // of the response; 0 if it is not paced
}

// keep keeps the finished response that body is, if the request does not mind.
func (r *response) keep(body []byte) {
	if r.archive == nil {
		return
	}
	c := r.session
	var key store.Key
	c.ID.AppendAnswer(key[:0])
	r.archive.Put(key, keptResponse{Body: body, Request: r.request, Pending: r.pending, Extra: responseExtra{
		inputAt: c.MessagesAt, inputEnd: r.inputEnd, background: r.background, due: r.due,
		tokens: c.PromptTokens - pool.Tokens(r.instructionChars) + c.CompletionTokens - c.ReasoningTokens,
		making: making{
			id: c.ID, created: c.Created, completed: r.completed, promptTokens: c.PromptTokens, profile: c.Profile,
			slowdown: c.Slowdown, stretch: c.Stretch, drawn: r.drawn, seeded: c.Seeded, start: c.Start,
		},
	}})
}

// restore has r made as m says.
func (r *response) restore(m *making) {
	c := r.session
	c.ID, c.Created, c.PromptTokens, c.Profile = m.id, m.created, m.promptTokens, m.profile
	c.Slowdown, c.Stretch, c.PCG, c.Seeded = m.slowdown, m.stretch, m.drawn, m.seeded
	c.Start, r.completed = m.start, m.completed
}
