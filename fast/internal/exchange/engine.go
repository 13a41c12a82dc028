package exchange

import (
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/pace"
)

// engine returns the engine that determines when c's answer is due. It returns nil if there
// is none, or if the model or the request has latencies of its own.
func (c *call) engine() *batch.Scheduler {
	if c.Profile.Clock != nil {
		return nil
	}
	return c.pipeline.Engine
}

// generation is an answer in the engine.
type generation struct {
	sequence *batch.Sequence // nil if the answer is not in the engine
	token    int             // after which the next event is due
	first    pace.Instant    // when the first token was due; 0 if that is not known yet
}

var sequences = sync.Pool{New: func() any { return new(batch.Sequence) }}

// submit hands c to the engine. It stays there until leaveEngine.
func (c *call) submit(e *batch.Scheduler) {
	q := sequences.Get().(*batch.Sequence)
	c.generation = generation{sequence: q}
	e.Submit(q, c.batchRequest())
}

func (c *call) leaveEngine() {
	if q := c.generation.sequence; q != nil {
		q.Leave()
		sequences.Put(q)
		c.generation = generation{}
	}
}

// batchRequest returns what the engine must know of c.
func (c *call) batchRequest() batch.Request {
	return batch.Request{
		Prompt: c.PromptTokens, Cached: c.Cache.Read, Output: c.longestChoice(), Choices: max(1, len(c.Choices)),
	}
}

// longestChoice returns how many tokens the longest choice has. It assumes that all choices
// have equally many tokens of reasoning and calls.
func (c *call) longestChoice() int {
	n, texts, longest := len(c.Choices), 0, 0
	if n < 2 {
		return c.CompletionTokens
	}
	for i := range c.Choices {
		tokens := c.Choices[i].Article.Tokens()
		texts += tokens
		longest = max(longest, tokens)
	}
	return longest + (c.CompletionTokens-texts+n-1)/n
}

// estimate returns how long the engine would take until the first token of c's answer, and
// from each token to the next, under the present load.
func (c *call) estimate(e *batch.Scheduler) (ttft, itl time.Duration) {
	return e.Estimate(c.batchRequest())
}

// holdInEngine is hold for an answer that an engine generates.
func (p *Pipeline) holdInEngine(ctx *fasthttp.RequestCtx, c *call) time.Duration {
	if c.Fails || p.Pacing.Open() != nil {
		return 0
	}
	c.stats.BeginWait(ctx)
	p.beginTimeline(c)
	c.generation.token = c.longestChoice() - 1
	p.Pacing.WaitFor(ctx.Conn(), c)
	c.recordFirst()
	c.leaveEngine()
	_, took := c.timeline.Spent()
	return took
}

var _ deliver.Asker = (*call)(nil)

// Ask returns when the event that was rendered last is due, or else the whole answer.
func (c *call) Ask(w pace.Waker) (at pace.Instant, known bool) {
	g := &c.generation
	if g.first == 0 {
		if first, known := g.sequence.Due(0, nil); known {
			g.first = first
		}
	}
	if at, known = g.sequence.Due(g.token, w); known {
		at = c.timeline.TokenDue(g.first, at)
	}
	return at, known
}

// Forget makes the engine wake nobody for c.
func (c *call) Forget() {
	if q := c.generation.sequence; q != nil {
		q.Forget()
	}
}
