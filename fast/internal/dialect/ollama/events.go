package ollama

import (
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// unfinished ends an event that is not the last.
const unfinished = ",\"done\":false}\n"

// begin prepares the stream of a generated answer. If its text has clusters, events do not
// split them.
func (a *answer) begin(clusters bool) {
	c := a.session
	st := &c.Stream
	c.BeginStream(a)
	a.separators = hasSeparators(c.Model) ||
		(clusters || c.Extras != nil) && (len(a.calls) > 0 || hasSeparators(textOf(c.Choices[0].Article)) || hasSeparators(textOf(a.thought)))
	st.Open, st.Plain, st.AfterLast, st.Clusters = 1, !a.separators && !a.tellsLogprobs(), stream.StageFinish, clusters
	st.Choices = append(st.Choices, stream.Position{Stage: stream.StageExtras})
	if a.at == a.tokens && a.call == len(a.calls) {
		a.enterText(st)
	}
	st.Prefix = a.appendHead(slices.Grow(st.Prefix[:0], stream.Block), 0)
	st.RenderSuffix()
	c.Reasons = true
}

// enterText goes on to the text, whose events are sent in batches.
func (a *answer) enterText(st *stream.Cursor) {
	st.Choices[0].Stage = stream.StageText
	if a.session.Choices[0].Article.Tokens() <= 0 {
		st.Choices[0].Stage = stream.StageFinish
	}
}

// AppendEvent appends the next line.
func (a *answer) AppendEvent(dst []byte, st *stream.Cursor) ([]byte, bool) {
	at := len(dst)
	dst, more := a.appendEvent(dst, st)
	if a.separators {
		dst = escapeSeparators(dst, at)
	}
	return dst, more
}

func (a *answer) appendEvent(dst []byte, st *stream.Cursor) ([]byte, bool) {
	if st.Ended {
		return dst, false
	}
	dst = a.appendStart(dst, st)
	switch p := &st.Choices[0]; p.Stage {
	case stream.StageExtras:
		return append(a.appendRich(dst, st), unfinished...), true
	case stream.StageText:
		from := p.At
		dst = append(dst, st.Take(0, st.DrawEnd(&a.session.Choices[0].Article, from))...)
		dst = a.AppendSuffix(dst, st, 0)
		if a.tellsLogprobs() {
			dst = a.appendLogprobs(dst[:len(dst)-len("}\n")], from, p.At)
			dst = append(dst, "}\n"...)
		}
		return dst, true
	}
	st.Choices[0].Stage, st.Open, st.Ended = stream.StageDone, 0, true
	dst = append(append(dst, '"'), a.form.close...)
	return append(a.appendDone(dst), "}\n"...), true
}

// appendStart appends the beginning of an event, up to the text. If events wait,
// each has a time of its own.
func (a *answer) appendStart(dst []byte, st *stream.Cursor) []byte {
	if _, spent := a.spent(); spent > 0 {
		return a.appendHead(dst, spent)
	}
	return append(dst, st.Prefix...)
}

// appendRich appends the next piece of the reasoning or the next call of a tool.
func (a *answer) appendRich(dst []byte, st *stream.Cursor) []byte {
	dst = append(dst, '"')
	if a.at < a.tokens {
		to := st.DrawPiece(a.at, a.thought)
		dst = append(append(append(dst, thinkingKey...), a.thought.Slice(a.at, to)...), '"')
		a.at = to
	} else {
		call := &a.calls[a.call]
		st.Tokens += call.Input.Tokens()
		dst = append(appendCall(append(dst, callsKey...), call, a.call), ']')
		a.call++
	}
	if a.at == a.tokens && a.call == len(a.calls) {
		a.enterText(st)
	}
	return append(dst, a.form.close...)
}

// AppendSuffix appends what comes after a piece of the text.
func (a *answer) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte {
	return append(append(append(dst, '"'), a.form.close...), unfinished...)
}

// AppendEmpty is for streams that end with [DONE].
func (*answer) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty leaves out all but the last line.
func (a *answer) Empty() bool {
	a.session.Stream.Choices[0].Stage = stream.StageFinish
	return true
}

// AppendError appends the line that ends a stream with an error.
func (*answer) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	return append(appendError(dst, e, render.ID{}), '\n')
}
