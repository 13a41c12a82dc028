package openai

import (
	"strings"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// extraFragments are the fragments of answers that are more than plain text.
type extraFragments struct {
	Members    string // of a message, after its content, with a comma before each
	Silent     string // the content of a message that only calls tools
	NoCalls    string // of a message that calls nothing, in place of the calls; with a comma before it
	Role       string // the first delta of a choice without content
	Delta      string // up to the members of any other
	noLogprobs string // where there are no log probabilities
	Unfinished string // after the log probabilities of an event that is not a choice's last
	Continued  string // the same where the event has text
	Finish     string // after those of a whole choice, or of the last text of a legacy completion, up to the value of finish_reason
	Blocked    string // in place of Finish where a content filter ends the text; empty for the same
}

// appendRich is appendAnswer for an answer with extras.
func (f *Format) appendRich(dst []byte, a *engine.Answer, r *servedRequest) []byte {
	dst = f.appendHead(dst, f.object, f.Members, a)
	for i := range a.Choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		if f.legacy() {
			dst = appendTextChoice(dst, a, i)
		} else {
			dst = f.appendMessage(dst, a, i)
		}
		dst = f.appendFinish(append(dst, unlessBlocked(f.Extras.Finish, f.Extras.Blocked, &a.Choices[i])...), &a.Choices[i])
		dst = append(f.appendPromptOf(dst, a, r, i), '}')
	}
	return f.appendMembers(f.appendUsage(append(dst, `],"usage":`...), a), a, partWhole)
}

// legacy reports whether f is the format of legacy completions.
func (f *Format) legacy() bool { return f.first == stream.StageText }

// appendMessage appends the message of choice i and its log probabilities.
func (f *Format) appendMessage(dst []byte, a *engine.Answer, i int) []byte {
	said, more := &a.Choices[i], &a.Extras.Choices[i]
	switch {
	case f.ThinkingChunks && more.Reasoning.Tokens() > 0:
		return f.appendThinkingMessage(dst, a, i)
	case more.From < more.To:
		return f.appendCallingMessage(dst, a, i)
	case f.refused(said):
		before, after, _ := strings.Cut(f.Extras.Members, noRefusal)
		dst = append(append(append(dst, contentNull...), before...), `"refusal":"`...)
		dst = append(append(append(dst, said.Article.Text()...), '"'), after...)
	case a.Extras.Audio:
		return f.appendSpokenMessage(dst, a, i)
	default:
		dst = append(append(dst, f.Whole.beforeText...), said.Article.Text()...)
		dst = append(append(dst, '"'), f.Extras.Members...)
	}
	dst = append(f.appendReasoning(append(dst, f.Extras.NoCalls...), more), '}')
	return f.appendOdds(dst, a, i, 0, said.Article.Tokens())
}

// contentOf is a message up to its content; contentNull is one without.
const (
	contentOf   = `,"message":{"role":"assistant","content":`
	contentNull = contentOf + `null`
)

// appendCallingMessage appends the message of choice i, which calls tools.
func (f *Format) appendCallingMessage(dst []byte, a *engine.Answer, i int) []byte {
	said, more := &a.Choices[i], &a.Extras.Choices[i]
	if said.Article.Tokens() > 0 {
		dst = append(append(append(dst, contentOf+`"`...), said.Article.Text()...), '"')
	} else {
		dst = append(append(dst, contentOf...), f.Extras.Silent...)
	}
	dst = f.appendReasoning(append(dst, f.Extras.Members...), more)
	dst = f.appendCalls(append(dst, ','), a.Extras.Calls[more.From:more.To])
	return append(append(dst, '}'), f.Extras.noLogprobs...)
}

// appendSpokenMessage appends the message of choice i, which is audio.
func (f *Format) appendSpokenMessage(dst []byte, a *engine.Answer, i int) []byte {
	dst = append(append(dst, contentNull...), f.Extras.Members...)
	dst = append(f.appendReasoning(dst, &a.Extras.Choices[i]), ',')
	dst = append(appendAudioID(dst, a, i), `","transcript":"`...)
	dst = append(append(dst, a.Choices[i].Article.Text()...), `",`...)
	return append(append(appendSound(dst, a), `}}`...), f.Extras.noLogprobs...)
}

// noRefusal is the member of a message that is no refusal.
const noRefusal = `"refusal":null`

// refused reports whether a choice is a refusal that f has a member for.
func (f *Format) refused(said *engine.Choice) bool {
	return said.Finish == engine.FinishRefusal && strings.Contains(f.Extras.Members, noRefusal)
}

// appendOdds appends the log probabilities of tokens of choice i, or what takes their
// place if the request does not ask for them.
func (f *Format) appendOdds(dst []byte, a *engine.Answer, i, from, to int) []byte {
	q := a.Extras
	if !q.Logprobs.Enabled {
		return append(dst, f.Extras.noLogprobs...)
	}
	said := &a.Choices[i]
	return appendLogprobs(append(dst, `,"logprobs":`...), &q.Logprobs, q.Choices[i].Salt, said.Article, from, to, f.refused(said))
}

// appendTextChoice appends the text of choice i of a legacy completion and its
// log probabilities.
func appendTextChoice(dst []byte, a *engine.Answer, i int) []byte {
	said, more := &a.Choices[i], &a.Extras.Choices[i]
	dst = append(append(dst, `,"text":"`...), said.Echo...)
	dst = append(append(dst, said.Article.Text()...), `","logprobs":`...)
	var room [2]span
	return appendLegacyLogprobs(dst, a, spansOf(a, more, &room, said.Article, 0, said.Article.Tokens()))
}

// appendRichDelta appends the next delta of choice i, from after the index to the finish
// reason.
func (f *Format) appendRichDelta(dst []byte, c *stream.Cursor, i int) []byte {
	a, p := c.Answer, &c.Choices[i]
	q, said, more := a.Extras, &a.Choices[i], &a.Extras.Choices[i]
	calls, text := more.From < more.To, said.Article.Tokens()
	switch {
	case f.legacy():
		return f.appendTextDelta(dst, c, i)
	case !p.RoleSent && (!calls || text > 0) && !q.Audio && !f.refused(said):
		p.RoleSent = true
		return append(dst, f.Role...)
	case !p.RoleSent:
		p.RoleSent = true
		dst = append(dst, f.Extras.Role...)
	case f.ReasoningDelta != "" && p.Reasoned < more.Reasoning.Tokens():
		from, to := p.Reasoned, c.DrawPiece(p.Reasoned, more.Reasoning)
		p.Reasoned = to
		piece := more.Reasoning.Slice(from, to)
		dst = append(f.appendReasoningEnd(append(append(dst, f.ReasoningDelta...), piece...), piece), '}')
	case p.At < text:
		return f.appendContentDelta(dst, c, i)
	case p.Call < more.To && f.WholeCalls:
		return f.appendWholeCalls(dst, c, i)
	case p.Call < more.To:
		dst = f.appendCallDelta(append(dst, f.Extras.Delta...), c, p, more.From)
	case q.Audio && !calls && !p.AudioSent:
		p.AudioSent = true
		dst = appendAudioID(append(dst, f.Extras.Delta...), a, i)
		dst = append(appendSound(append(dst, `",`...), a), `}}`...)
	default:
		p.Stage = stream.StageDone
		return f.appendFinish(append(dst, unlessBlocked(f.Finish, f.Blocked, said)...), said)
	}
	return append(append(dst, f.Extras.noLogprobs...), f.Extras.Unfinished...)
}

// appendContentDelta appends a piece of what choice i says.
func (f *Format) appendContentDelta(dst []byte, c *stream.Cursor, i int) []byte {
	a, p := c.Answer, &c.Choices[i]
	article := a.Choices[i].Article
	from, to := p.At, c.DrawPiece(p.At, article)
	p.At = to
	switch {
	case f.refused(&a.Choices[i]):
		dst = append(append(append(dst, f.Extras.Delta...), `"refusal":"`...), article.Slice(from, to)...)
		dst = f.appendOdds(append(dst, `"}`...), a, i, from, to)
	case a.Extras.Audio:
		dst = appendAudioID(append(dst, f.Extras.Delta...), a, i)
		dst = append(append(dst, `","transcript":"`...), article.Slice(from, to)...)
		dst = append(append(dst, `"}}`...), f.Extras.noLogprobs...)
	default:
		dst = append(append(dst, f.BeforeText...), article.Slice(from, to)...)
		dst = f.appendOdds(append(dst, `"}`...), a, i, from, to)
	}
	return append(dst, f.Extras.Continued...)
}

// appendTextDelta appends a piece of a legacy completion. The last one has the finish
// reason.
func (f *Format) appendTextDelta(dst []byte, c *stream.Cursor, i int) []byte {
	a, p := c.Answer, &c.Choices[i]
	said := &a.Choices[i]
	from, to := p.At, c.DrawPiece(p.At, said.Article)
	p.At = to
	dst = append(dst, `,"text":"`...)
	if !p.RoleSent {
		p.RoleSent = true
		dst = append(dst, said.Echo...)
	}
	dst = append(append(dst, said.Article.Slice(from, to)...), `","logprobs":`...)
	var room [2]span
	dst = appendLegacyLogprobs(dst, a, spansOf(a, &a.Extras.Choices[i], &room, said.Article, from, to))
	if to < said.Article.Tokens() {
		return append(dst, f.Extras.Continued...)
	}
	p.Stage = stream.StageDone
	return f.appendFinish(append(dst, unlessBlocked(f.Extras.Finish, f.Extras.Blocked, said)...), said)
}

// unlessBlocked returns finish, or blocked if a content filter ends the choice.
func unlessBlocked(finish, blocked string, said *engine.Choice) string {
	if said.Finish == engine.FinishFiltered && blocked != "" {
		return blocked
	}
	return finish
}
