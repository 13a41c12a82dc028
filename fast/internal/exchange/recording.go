package exchange

import (
	"math"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/enginemetrics"
)

// keyQueued is the user value key of the time that a request was in the admission queue.
type keyQueued struct{}

// counts reports whether requests to e count in the metrics of an inference server.
func (p *Pipeline) counts(e *Endpoint) bool { return p.Metrics != nil && e.Codec != nil && !e.Free }

// Queue returns what Admission calls when a request to e begins to wait, and at the end of
// its wait. It returns nil if that is not recorded.
func (p *Pipeline) Queue(e *Endpoint) func(ctx *fasthttp.RequestCtx) (ended func()) {
	if !p.counts(e) {
		return nil
	}
	return func(ctx *fasthttp.RequestCtx) (ended func()) {
		start := ctx.Time() // otherwise that would be read after the wait
		m := p.modelOf(ctx, e)
		m.Enter()
		return func() {
			m.Leave()
			ctx.SetUserValue(keyQueued{}, time.Since(start))
		}
	}
}

// modelOf returns the model of a request that has not been decoded yet.
func (p *Pipeline) modelOf(ctx *fasthttp.RequestCtx, e *Endpoint) *enginemetrics.Model {
	c := calls.Get().(*call)
	defer func() {
		c.Session.Reset()
		calls.Put(c)
	}()
	if e.URI == nil || e.URI.ReadURI(&c.Session, ctx.Request.URI()) != nil || c.Request.Model == nil {
		if name := decode.Member(ctx.Request.Body(), "model"); len(name) > 1 && name[0] == '"' {
			c.Request.Model = name[1 : len(name)-1]
		}
	}
	p.Generator.ResolveModel(&c.Turn)
	return p.Metrics.Model(c.BaseModel)
}

// beginRecording begins to record c, whose model is resolved.
func (p *Pipeline) beginRecording(ctx *fasthttp.RequestCtx, c *call) {
	waited, _ := ctx.UserValue(keyQueued{}).(time.Duration)
	if c.recording == nil {
		c.recording = new(enginemetrics.Request)
	}
	c.recording.Begin(p.Metrics, p.Metrics.Model(c.BaseModel), ctx.Time(), waited)
}

// recordFirst records when the first token of an answer in one piece was generated.
func (c *call) recordFirst() {
	if c.recording.On() {
		first, _ := c.timeline.Spent()
		c.recording.First(first)
	}
}

// endRecording ends what beginRecording began.
func (c *call) endRecording() {
	o := enginemetrics.Outcome{Tokens: c.CompletionTokens, Choices: len(c.Choices)}
	switch {
	case c.Fails && c.refusal().Status >= fasthttp.StatusInternalServerError:
		o.Reason = enginemetrics.Failed
	case len(c.Choices) > 0 && c.Choices[0].Finish == engine.FinishLength:
		o.Reason = enginemetrics.Length
	}
	if c.Request.MaxTokens < math.MaxInt {
		o.MaxTokens = c.Request.MaxTokens
	}
	c.recording.End(o)
}
