package gemini

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/pool"
)

var _ stream.Encoder = (*answer)(nil)

// What comes around the object of an event: as a server-sent event, and as an element of
// an array. Google breaks lines there, and some clients split arrays at these breaks.
const (
	eventStart = "data: "
	eventEnd   = "\r\n\r\n"
	first      = "["
	next       = "\n,\r\n"
	last       = "\n]"
)

const (
	beforeMembers = `{"candidates":[{`
	beforeParts   = beforeMembers + `"content":{`
	beforeText    = `"parts":[{"text":"`
	afterText     = `"}],"role":"model"}`
)

// begin prepares the stream. If its text has clusters, events do not split them.
func (r *answer) begin(clusters bool) {
	c := r.session
	st := &c.Stream
	c.BeginStream(r)
	st.Open = len(c.Choices)
	c.Reasons = c.Extras != nil && c.Extras.ShowReasoning
	st.AfterLast, st.Clusters = stream.StageDone, clusters

	st.Prefix = slices.Grow(st.Prefix[:0], stream.Block)
	frame := eventStart
	if r.array {
		frame = next
	}
	st.Prefix = append(append(append(st.Prefix, frame...), beforeParts...), beforeText...)

	r.tail = r.appendDetails(slices.Grow(r.tail[:0], stream.Block))
	r.end = len(r.tail)
	r.tail = r.appendIDs(r.tail)
	if !r.array {
		r.tail = append(r.tail, eventEnd...)
	}

	for i := range c.Choices {
		p := stream.Position{Stage: stream.StageText}
		switch {
		case c.Extras != nil:
			p.Stage, p.Call = stream.StageExtras, c.Extras.Choices[i].From
		case c.Choices[i].Article.Tokens() <= 0:
			p.Stage = stream.StageExtras
		case r.array:
			p.Stage = stream.StageOpen
		}
		st.Choices = append(st.Choices, p)
	}
	if st.Plain = len(c.Choices) == 1; st.Plain {
		st.Counts = stream.Counts{Between: totalMember, Others: c.PromptTokens, Behind: r.tail}
		st.RenderSuffix()
	}
}

// AppendEvent appends the next event, and after the last element of an array the closing
// bracket.
func (r *answer) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	switch {
	case c.Open > 0:
		dst = r.appendCandidate(r.appendFrame(dst), c, c.NextChoice())
		if c.Ended = c.Open == 0 && !r.array; !r.array {
			return append(dst, eventEnd...), true
		}
		return dst, true
	case r.array && !c.Ended:
		c.Ended, c.AtOnce = true, true
		r.events++
		return append(dst, last...), true
	}
	return dst, false
}

// appendFrame appends what an event begins with.
func (r *answer) appendFrame(dst []byte) []byte {
	r.events++
	switch {
	case !r.array:
		return append(dst, eventStart...)
	case r.events == 1:
		return append(dst, first...)
	}
	return append(dst, next...)
}

// appendCandidate appends the next event of candidate i.
func (r *answer) appendCandidate(dst []byte, c *stream.Cursor, i int) []byte {
	said, p := &c.Answer.Choices[i], &c.Choices[i]
	from := p.At
	switch {
	case p.Stage == stream.StageExtras && r.blocks(c, i):
		p.Stage = stream.StageDone
		c.Open--
		dst = append(dst, beforeMembers...)
	case p.Stage == stream.StageExtras:
		dst = append(r.appendRich(append(dst, beforeParts...), c, i), ',')
	default:
		p.Stage = stream.StageText
		text := c.Take(i, c.DrawEnd(&said.Article, p.At))
		dst = append(append(append(append(dst, beforeParts...), beforeText...), text...), afterText+`,`...)
		r.said += p.At - from
	}
	if p.Stage == stream.StageDone {
		dst = append(r.appendFinishReason(dst, said.Finish), ',')
	}
	dst = dst[:len(dst)-1]
	dst = r.appendLogprobs(dst, i, from, p.At)
	thoughts, counted := r.thoughtsSoFar(), r.said
	if a := c.Answer; c.Open == 0 && r.session.Reply != nil {
		thoughts, counted = a.ReasoningTokens, a.CompletionTokens-a.ReasoningTokens
	}
	dst = r.appendCounts(r.appendUsageStart(dst, i, p.Stage), counted, thoughts)
	dst = r.appendThoughtCount(append(dst, r.tail[:r.end]...), thoughts)
	end := len(r.tail)
	if !r.array {
		end -= len(eventEnd)
	}
	return append(dst, r.tail[r.end:end]...)
}

// appendUsageStart appends what comes between the finish reason and the number of tokens.
func (r *answer) appendUsageStart(dst []byte, i int, stage stream.Stage) []byte {
	dst = render.AppendInt(append(dst, `,"index":`...), i)
	dst = r.appendRatings(dst, r.session.Choices[i].Finish, stage == stream.StageDone)
	dst = render.AppendInt(append(dst, `}],"usageMetadata":{"promptTokenCount":`...), r.session.PromptTokens)
	return append(dst, `,"candidatesTokenCount":`...)
}

// blocks reports whether the next event of candidate i is the one without content that says
// that a filter has ended the candidate.
func (r *answer) blocks(c *stream.Cursor, i int) bool {
	said, p := &c.Answer.Choices[i], &c.Choices[i]
	return said.Finish == engine.FinishFiltered && p.At >= said.Article.Tokens() && (c.Answer.Extras == nil || p.Reasoned >= c.Answer.Extras.Choices[i].Reasoning.Tokens())
}

// thoughtsSoFar returns how many tokens of thoughts there are: all, unless they are being sent.
func (r *answer) thoughtsSoFar() int {
	if q := r.session.Extras; q != nil && q.ShowReasoning {
		return r.thought
	}
	return r.session.ReasoningTokens
}

// appendRich appends the content of the next event of candidate i: a piece of its
// thoughts or of its text, or a call.
func (r *answer) appendRich(dst []byte, c *stream.Cursor, i int) []byte {
	a, p := c.Answer, &c.Choices[i]
	article := a.Choices[i].Article
	calls, thoughts := 0, pool.Article{}
	if a.Extras != nil {
		calls, thoughts = a.Extras.Choices[i].To, a.Extras.Choices[i].Reasoning
	}
	switch {
	case p.Reasoned < thoughts.Tokens():
		from := p.Reasoned
		p.Reasoned = c.DrawPiece(from, thoughts)
		r.thought += p.Reasoned - from
		dst = append(appendThought(append(dst, `"parts":[`...), thoughts.Slice(from, p.Reasoned)), `],`...)
		return append(dst, `"role":"model"}`...)
	case p.At < article.Tokens():
		from := p.At
		p.At = c.DrawPiece(from, article)
		r.said += p.At - from
		dst = append(append(append(dst, beforeText...), article.Slice(from, p.At)...), '"')
		if p.At == article.Tokens() {
			dst = r.appendSignature(dst, i, -1)
		}
		dst = append(dst, `}],`...)
	case p.Call < calls:
		call := &a.Extras.Calls[p.Call]
		if !r.cut(i, p.Call) {
			dst = r.appendSignature(r.appendCall(append(dst, `"parts":[`...), call), i, p.Call)
			dst = append(dst, `}],`...)
		}
		c.Tokens += call.Input.Tokens()
		r.said += call.Input.Tokens()
		p.Call++
	}
	if p.Call >= calls && p.At >= article.Tokens() && a.Choices[i].Finish != engine.FinishFiltered {
		p.Stage = stream.StageDone
		c.Open--
	}
	return append(dst, `"role":"model"}`...)
}

// AppendSuffix appends what comes between a text of candidate i and the counts of its
// event.
func (r *answer) AppendSuffix(dst []byte, c *stream.Cursor, i int) []byte {
	dst = append(slices.Grow(dst, stream.Block), afterText...)
	stage := c.Choices[i].Stage
	if stage == stream.StageDone {
		dst = r.appendFinishReason(append(dst, ','), c.Answer.Choices[i].Finish)
	}
	return r.appendUsageStart(dst, i, stage)
}

// Empty reports false: the injector empties the candidates event by event.
func (*answer) Empty() bool { return false }

// AppendEmpty appends an element without candidates, for an array that is about to end.
func (r *answer) AppendEmpty(dst []byte, _ *stream.Cursor) []byte {
	return append(dst, next+`{"candidates":[]}`...)
}

// AppendError appends the error that ends a stream, in place of the event that was
// rendered last.
func (r *answer) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	r.events--
	dst = appendError(r.appendFrame(dst), translate(e), r.session.ID)
	if r.array {
		return append(dst, last...)
	}
	return append(dst, eventEnd...)
}
