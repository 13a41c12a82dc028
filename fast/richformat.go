package fast

import (
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

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
func (c *call) appendRich(dst []byte, f *format) []byte {
	dst = f.appendHead(dst, f.object, f.members, &c.answer)
	for i := range c.choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		if f.legacy() {
			dst = c.appendTextChoice(dst, i)
		} else {
			dst = c.appendMessage(dst, i, f)
		}
		dst = append(append(append(dst, `,"finish_reason":`...), f.finishes[c.choices[i].finish]...), '}')
	}
	return append(f.appendUsage(append(dst, `],"usage":`...), &c.answer), '}')
}

// legacy tells the format of legacy completions from that of chat.
func (f *format) legacy() bool { return f.first == telling }

// appendMessage appends the message of choice i and its log probabilities.
func (c *call) appendMessage(dst []byte, i int, f *format) []byte {
	q, said, more := c.rich, &c.choices[i], &c.rich.told[i]
	silent := more.from < more.to || q.audio
	if !silent {
		dst = append(append(dst, f.whole.beforeText...), said.article.Text()...)
		dst = append(append(append(dst, `",`...), f.rich.members...), '}')
		return c.appendOdds(dst, f, i, 0, said.article.Tokens())
	}
	dst = append(append(dst, `,"message":{"role":"assistant","content":null,`...), f.rich.members...)
	dst = append(dst, ',')
	if more.from < more.to {
		dst = appendCalls(dst, q.calls[more.from:more.to])
	} else {
		dst = c.appendAudioID(dst, i)
		dst = append(append(dst, `","transcript":"`...), said.article.Text()...)
		dst = append(c.appendSound(append(dst, `",`...)), '}')
	}
	return append(append(dst, '}'), f.rich.unasked...)
}

// appendOdds appends the log probabilities of tokens of choice i, or what stands in
// their place where nobody asked for them.
func (c *call) appendOdds(dst []byte, f *format, i, from, to int) []byte {
	q := c.rich
	if !q.odds.asked {
		return append(dst, f.rich.unasked...)
	}
	return q.odds.append(append(dst, `,"logprobs":`...), q.told[i].salt, c.choices[i].article, from, to)
}

// appendTextChoice appends the text of choice i of a legacy completion and its
// log probabilities.
func (c *call) appendTextChoice(dst []byte, i int) []byte {
	said, more := &c.choices[i], &c.rich.told[i]
	dst = append(append(dst, `,"text":"`...), said.echo...)
	dst = append(append(dst, said.article.Text()...), `","logprobs":`...)
	var room [2]span
	return c.rich.odds.appendLegacy(dst, more.spans(&room, said.article, 0, said.article.Tokens()))
}

// appendRichDelta appends the next delta of choice i, from behind the index to
// the finish reason.
func (c *call) appendRichDelta(dst []byte, i int) []byte {
	q, said, more, f := c.rich, &c.choices[i], &c.rich.told[i], c.stream.format
	switch {
	case f.legacy():
		return c.appendTextDelta(dst, said, more)
	case !more.opened && more.from == more.to && !q.audio:
		more.opened = true
		return append(dst, f.role...)
	case !more.opened:
		more.opened = true
		dst = append(dst, f.rich.role...)
	case more.turn < more.to:
		dst = c.appendCallDelta(append(dst, f.rich.delta...), more)
	case said.at < said.article.Tokens():
		return c.appendContentDelta(dst, i)
	case q.audio && more.to == more.from && !more.heard:
		more.heard = true
		dst = c.appendAudioID(append(dst, f.rich.delta...), i)
		dst = append(c.appendSound(append(dst, `",`...)), `}}`...)
	default:
		said.stage = done
		return append(append(dst, f.finish...), f.finishes[said.finish]...)
	}
	return append(append(dst, f.rich.unasked...), f.rich.unfinished...)
}

// appendContentDelta appends a piece of what choice i says.
func (c *call) appendContentDelta(dst []byte, i int) []byte {
	q, said, f := c.rich, &c.choices[i], c.stream.format
	from, to := said.at, c.pieceEnd(said.at, said.article)
	said.at = to
	if q.audio {
		dst = c.appendAudioID(append(dst, f.rich.delta...), i)
		dst = append(append(dst, `","transcript":"`...), said.article.Slice(from, to)...)
		dst = append(append(dst, `"}}`...), f.rich.unasked...)
	} else {
		dst = append(append(dst, f.beforeText...), said.article.Slice(from, to)...)
		dst = c.appendOdds(append(dst, `"}`...), f, i, from, to)
	}
	return append(dst, f.rich.unfinished...)
}

// appendTextDelta appends a piece of a legacy completion. The finish reason rides
// on the last.
func (c *call) appendTextDelta(dst []byte, said *choice, more *told) []byte {
	from, to := said.at, c.pieceEnd(said.at, said.article)
	said.at = to
	dst = append(dst, `,"text":"`...)
	if !more.opened {
		more.opened = true
		dst = append(dst, said.echo...)
	}
	dst = append(append(dst, said.article.Slice(from, to)...), `","logprobs":`...)
	var room [2]span
	dst = c.rich.odds.appendLegacy(dst, more.spans(&room, said.article, from, to))
	if to < said.article.Tokens() {
		return append(dst, c.stream.format.rich.unfinished...)
	}
	said.stage = done
	return append(append(dst, `,"finish_reason":`...), c.stream.format.finishes[said.finish]...)
}

// pieceEnd is where the event that begins with token at of a ends: behind a
// grapheme cluster, even if that takes more tokens than an event should have.
func (c *call) pieceEnd(at int, a pool.Article) int {
	st := &c.stream
	end := a.Whole(min(at+st.min+c.rng.IntN(st.max-st.min+1), a.Tokens()))
	st.fresh += end - at
	return end
}
