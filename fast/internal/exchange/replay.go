package exchange

import (
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/replay"
	"mock-openai/fast/pace"
	"mock-openai/fast/recording"
	"mock-openai/fast/skim"
)

// Replay answers requests with recorded answers, and passes those without one to next. It
// returns next itself if nothing is replayed.
func (p *Pipeline) Replay(e *Endpoint, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if p.Recordings == nil {
		return next
	}
	unrecorded := p.Unrecorded(e, next)
	return func(ctx *fasthttp.RequestCtx) {
		if !p.TryReplay(ctx, e) {
			unrecorded(ctx)
		}
	}
}

// Unrecorded returns a handler of requests for which nothing is recorded. It passes them to
// next, or refuses them if the server only replays. It returns next itself if nothing is
// replayed.
func (p *Pipeline) Unrecorded(e *Endpoint, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if p.Recordings == nil {
		return next
	}
	return func(ctx *fasthttp.RequestCtx) {
		p.Recordings.Counts.None.Add(1)
		if p.Recordings.Only {
			e.WriteError(ctx, errNotRecorded)
		} else {
			next(ctx)
		}
	}
}

var errNotRecorded = &apierr.Error{Status: fasthttp.StatusNotFound, Code: "not_recorded",
	Message: "No recorded answer fits this request, and the server only replays."}

// TryReplay answers a request with a recorded answer. It reports whether there is one.
func (p *Pipeline) TryReplay(ctx *fasthttp.RequestCtx, e *Endpoint) bool {
	uri, body := ctx.Request.URI(), ctx.Request.Body()
	at := replay.KeyOf(ctx.Method(), uri.PathOriginal(), uri.QueryString())
	recorded := p.Recordings.Same(at, body)
	if recorded == nil && p.Recordings.MatchesMore() {
		asking(e, uri, body, func(q replay.Asked) { recorded = p.Recordings.Similar(at, q) })
	}
	if recorded == nil {
		return false
	}
	c, returned := p.acquire(ctx, e), false
	defer c.giveUpUnless(&returned)
	detached := p.play(ctx, c, recorded)
	if returned = true; !detached {
		c.Release()
	}
	return true
}

// AddRecording adds a recorded answer of e. It reports false if the answer cannot be played.
func (p *Pipeline) AddRecording(e *Endpoint, uri *fasthttp.URI, x *recording.Exchange) bool {
	a := replay.NewAnswer(x)
	if a == nil {
		return false
	}
	at := replay.KeyOf([]byte(x.Request.Method), uri.PathOriginal(), uri.QueryString())
	asking(e, uri, x.Request.Body, func(q replay.Asked) {
		a.Stream = a.Stream || q.Stream
		p.Recordings.Add(a, at, x.Request.Body, q)
	})
	return true
}

// asker is the pooled state of reading what a request asks for.
type asker struct {
	dialect.Session
	said replay.Said
}

var askers = sync.Pool{New: func() any {
	a := new(asker)
	a.Session.Init()
	return a
}}

// asking calls do with what a request to e asks for.
func asking(e *Endpoint, uri *fasthttp.URI, body []byte, do func(replay.Asked)) {
	s := askers.Get().(*asker)
	defer func() {
		s.Session.Reset()
		s.said.Reset()
		askers.Put(s)
	}()
	s.Body = body
	if !understand(&s.Session, e, uri) {
		stream := decode.New(decode.Member(body, "stream"))
		do(replay.Asked{Stream: stream.Kind() == skim.True})
		return
	}
	e.Codec.ReadPrompt(&s.Session, &s.said)
	do(replay.Asked{Model: s.Request.Model, Stream: s.Request.Stream, Said: &s.said})
}

// understand decodes a request. It reports false if e cannot decode it.
func understand(s *dialect.Session, e *Endpoint, uri *fasthttp.URI) bool {
	if e.Codec == nil || e.URI != nil && e.URI.ReadURI(s, uri) != nil {
		return false
	}
	return e.Codec.Decode(s) == nil
}

// play answers with the next of the recorded answers. If it returns true, the sender of the
// answer releases c.
func (p *Pipeline) play(ctx *fasthttp.RequestCtx, c *call, recorded *replay.Series) (detached bool) {
	start, a := pace.Now(), recorded.Take()
	understood := understand(&c.Session, c.endpoint, ctx.Request.URI())
	if understood && c.endpoint.URI != nil {
		c.KeepModel()
	}
	next, err := p.resolveBehavior(ctx, c)
	if p.Recorded {
		front.RecordModel(ctx, c.BaseModel)
	}
	if c.CompletionTokens = a.CompletionTokens; a.PromptTokens > 0 {
		c.PromptTokens = a.PromptTokens
	}
	if err == nil && c.endpoint.Codec != nil && !c.endpoint.Free {
		err = p.charge(ctx, c)
	}
	if err != nil || c.Unanswered {
		recorded.PutBack()
	}
	if err != nil {
		next.putBack()
		c.writeError(ctx, err)
		return false
	}
	if c.Fails {
		p.selectQuirks(ctx, c)
		p.fail(ctx, c)
		return false
	}
	c.Quirks = 0 // the recorded bytes stay as they are
	c.limitFault(a, understood)
	ctx.SetStatusCode(a.Status)
	a.Headers.Write(ctx)
	if a.Whole {
		return p.playWhole(ctx, c, a, start)
	}
	return p.playStream(ctx, c, a, start)
}

// limitFault removes a fault that a cannot have, and gives c the one that a was recorded
// with.
func (c *call) limitFault(a *replay.Answer, understood bool) {
	empty := len(a.Body) == 0
	switch c.fault.Kind {
	case fault.None:
		switch {
		case a.Cut && empty:
			c.fault = fault.Default(fault.Reset)
		case a.Cut:
			c.fault = fault.Default(fault.ResetMidstream)
			c.fault.At, c.fault.After = 0, a.Pieces()
		}
	case fault.FilteredAnswer: // the recorded text is not cut
		c.fault = noFault
	case fault.MalformedJSON, fault.EmptyChoices, fault.HugeEvent, fault.ErrorEvent, fault.NoDone:
		if empty || !a.Whole && !(understood && c.encode()) {
			c.fault = noFault
		}
	}
}

// encode makes an encoder, for a fault that needs one to change events.
func (c *call) encode() bool {
	how := c.endpoint.Codec
	c.Request.Store = false
	c.Unanswered = true // it must not use up a reply of ReplyNext
	if !c.Request.Stream || how.Generate(&c.Session) != nil {
		return false
	}
	how.Begin(&c.Session)
	return c.Encoder != nil
}

// playWhole answers with a body in one piece, once its last byte is due.
func (p *Pipeline) playWhole(ctx *fasthttp.RequestCtx, c *call, a *replay.Answer, start pace.Instant) (detached bool) {
	if takes := replay.After(a.Takes, p.Recordings.Speed); takes > 0 {
		c.stats.BeginWait(ctx)
		p.Pacing.WaitUntil(ctx.Conn(), start.Add(takes))
	}
	if a.Status == fasthttp.StatusOK {
		c.count()
	}
	c.body.SetShared(ctx, a.Body)
	return p.injectFault(ctx, c)
}

// playStream answers with the pieces of a.
func (p *Pipeline) playStream(ctx *fasthttp.RequestCtx, c *call, a *replay.Answer, start pace.Instant) (detached bool) {
	b := playbacks.Get().(*playback)
	b.call = c
	b.cursor.Begin(a, p.Recordings.Speed, start)
	c.delivery.Begin(b, b)
	if p.StreamWriter {
		c.delivery.UseWriter(p.Pacing)
	} else {
		c.delivery.UseLoop()
	}
	if b.cursor.Waits() {
		c.delivery.Pace(p.Pacing)
		c.stats.BeginWait(ctx)
	}
	if !a.SSE {
		c.delivery.NoComments()
	}
	switch {
	case a.Status != fasthttp.StatusOK:
	case a.Stream:
		c.countStream(ctx)
	default: // one body that came in parts
		c.count()
		c.stats.Outlive(ctx)
	}
	switch {
	case ctx.Request.Header.IsHTTP11():
		p.startChunked(ctx, c, b)
		return true
	case c.startUntilClose(ctx):
		return true
	}
	defer b.drop()
	return p.startWhole(ctx, c, b)
}
