package fast

import "mock-openai/fast/internal/render"

// richFragments is what stands in and around the parts of an answer that is more
// than plain text.
type richFragments struct {
	members    string // of a message, behind its content
	role       string // the first delta of a choice without content
	delta      string // up to the members of any other
	unasked    string // where there are no log probabilities
	unfinished string // behind the log probabilities of an event that is not a choice's last
}

// appendRich appends an answer that is not streamed.
func (f *format) appendRich(dst []byte, a *answer) []byte {
	dst = f.appendHead(dst, f.object, f.members, a)
	for i := range a.choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		if f.legacy() {
			dst = appendTextChoice(dst, a, i)
		} else {
			dst = f.appendMessage(dst, a, i)
		}
		dst = append(append(append(dst, `,"finish_reason":`...), f.finishes[a.choices[i].finish]...), '}')
	}
	return append(f.appendUsage(append(dst, `],"usage":`...), a), '}')
}

// legacy tells the format of legacy completions from that of chat.
func (f *format) legacy() bool { return f.first == stageText }

// appendMessage appends the message of choice i and its log probabilities.
func (f *format) appendMessage(dst []byte, a *answer, i int) []byte {
	q, said, more := a.rich, &a.choices[i], &a.rich.told[i]
	silent := more.from < more.to || q.audio
	if !silent {
		dst = append(append(dst, f.whole.beforeText...), said.article.Text()...)
		dst = append(append(append(dst, `",`...), f.rich.members...), '}')
		return f.appendOdds(dst, a, i, 0, said.article.Tokens())
	}
	dst = append(append(dst, `,"message":{"role":"assistant","content":null,`...), f.rich.members...)
	dst = append(dst, ',')
	if more.from < more.to {
		dst = appendCalls(dst, q.calls[more.from:more.to])
	} else {
		dst = appendAudioID(dst, a, i)
		dst = append(append(dst, `","transcript":"`...), said.article.Text()...)
		dst = append(appendSound(append(dst, `",`...), a), '}')
	}
	return append(append(dst, '}'), f.rich.unasked...)
}

// appendOdds appends the log probabilities of tokens of choice i, or what stands in
// their place where nobody asked for them.
func (f *format) appendOdds(dst []byte, a *answer, i, from, to int) []byte {
	q := a.rich
	if !q.odds.asked {
		return append(dst, f.rich.unasked...)
	}
	return appendOddsObject(append(dst, `,"logprobs":`...), &q.odds, q.told[i].salt, a.choices[i].article, from, to)
}

// appendTextChoice appends the text of choice i of a legacy completion and its
// log probabilities.
func appendTextChoice(dst []byte, a *answer, i int) []byte {
	said, more := &a.choices[i], &a.rich.told[i]
	dst = append(append(dst, `,"text":"`...), said.echo...)
	dst = append(append(dst, said.article.Text()...), `","logprobs":`...)
	var room [2]span
	return appendLegacyOdds(dst, &a.rich.odds, spansOf(more, &room, said.article, 0, said.article.Tokens()))
}

// appendRichDelta appends the next delta of choice i, from behind the index to
// the finish reason.
func (f *format) appendRichDelta(dst []byte, c *cursor, i int) []byte {
	a, p := c.answer, &c.choices[i]
	q, said, more := a.rich, &a.choices[i], &a.rich.told[i]
	calls := more.from < more.to
	switch {
	case f.legacy():
		return f.appendTextDelta(dst, c, i)
	case !p.opened && !calls && !q.audio:
		p.opened = true
		return append(dst, f.role...)
	case !p.opened:
		p.opened = true
		dst = append(dst, f.rich.role...)
	case p.call < more.to:
		dst = appendCallDelta(append(dst, f.rich.delta...), c, p, more.from)
	case p.at < said.article.Tokens():
		return f.appendContentDelta(dst, c, i)
	case q.audio && !calls && !p.heard:
		p.heard = true
		dst = appendAudioID(append(dst, f.rich.delta...), a, i)
		dst = append(appendSound(append(dst, `",`...), a), `}}`...)
	default:
		p.stage = stageDone
		return append(append(dst, f.finish...), f.finishes[said.finish]...)
	}
	return append(append(dst, f.rich.unasked...), f.rich.unfinished...)
}

// appendContentDelta appends a piece of what choice i says.
func (f *format) appendContentDelta(dst []byte, c *cursor, i int) []byte {
	a, p := c.answer, &c.choices[i]
	article := a.choices[i].article
	from, to := p.at, c.pieceEnd(p.at, article)
	p.at = to
	if a.rich.audio {
		dst = appendAudioID(append(dst, f.rich.delta...), a, i)
		dst = append(append(dst, `","transcript":"`...), article.Slice(from, to)...)
		dst = append(append(dst, `"}}`...), f.rich.unasked...)
	} else {
		dst = append(append(dst, f.beforeText...), article.Slice(from, to)...)
		dst = f.appendOdds(append(dst, `"}`...), a, i, from, to)
	}
	return append(dst, f.rich.unfinished...)
}

// appendTextDelta appends a piece of a legacy completion. The finish reason rides
// on the last.
func (f *format) appendTextDelta(dst []byte, c *cursor, i int) []byte {
	a, p := c.answer, &c.choices[i]
	said := &a.choices[i]
	from, to := p.at, c.pieceEnd(p.at, said.article)
	p.at = to
	dst = append(dst, `,"text":"`...)
	if !p.opened {
		p.opened = true
		dst = append(dst, said.echo...)
	}
	dst = append(append(dst, said.article.Slice(from, to)...), `","logprobs":`...)
	var room [2]span
	dst = appendLegacyOdds(dst, &a.rich.odds, spansOf(&a.rich.told[i], &room, said.article, from, to))
	if to < said.article.Tokens() {
		return append(dst, f.rich.unfinished...)
	}
	p.stage = stageDone
	return append(append(dst, `,"finish_reason":`...), f.finishes[said.finish]...)
}
