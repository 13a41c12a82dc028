package fast

import (
	"math/rand/v2"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/render"
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

type keptResponse = record[responseExtra]

// inputOf is the input as it stands in the request; it may be empty.
func inputOf(r *keptResponse) []byte { return r.request[r.extra.inputAt:r.extra.inputEnd] }

// making is what a response depends on beside its request. With both it is made
// again, so that its stream has the events it had: to keep these would take
// several times the memory.
type making struct {
	id           render.ID
	created      int64
	completed    int64 // Unix second
	promptTokens int
	manner       *behavior.Compiled
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
	var key answerKey
	c.id.AppendAnswer(key[:0])
	r.archive.put(key, keptResponse{body: body, request: r.request, pending: r.pending, extra: responseExtra{
		inputAt: c.messagesAt, inputEnd: r.inputEnd, background: r.background, due: r.due,
		tokens: c.promptTokens - pool.Tokens(r.instructionChars) + c.completionTokens - c.reasoningTokens,
		making: making{
			id: c.id, created: c.created, completed: r.completed, promptTokens: c.promptTokens, manner: c.manner,
			slowdown: c.slowdown, stretch: c.stretch, drawn: r.drawn, seeded: c.seeded, start: c.start,
		},
	}})
}

// restore has r made as m says.
func (r *response) restore(m *making) {
	c := r.session
	c.id, c.created, c.promptTokens, c.manner = m.id, m.created, m.promptTokens, m.manner
	c.slowdown, c.stretch, c.pcg, c.seeded = m.slowdown, m.stretch, m.drawn, m.seeded
	c.start, r.completed = m.start, m.completed
}
