package fast

import "mock-openai/pool"

// appendRich appends an answer that is not streamed.
func (c *call) appendRich(dst []byte, f *format) []byte {
	dst = f.appendHead(dst, f.object, &c.answer)
	for i := range c.choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendInt(append(dst, `{"index":`...), i)
		if f.legacy() {
			dst = c.appendTextChoice(dst, i)
		} else {
			dst = c.appendMessage(dst, i)
		}
		dst = append(append(append(dst, `,"finish_reason":"`...), c.choices[i].reason...), `"}`...)
	}
	return append(c.appendUsage(append(dst, `],"usage":`...)), '}')
}

// legacy tells the format of legacy completions from that of chat.
func (f *format) legacy() bool { return f.first == telling }

// appendMessage appends the message of choice i and its log probabilities.
func (c *call) appendMessage(dst []byte, i int) []byte {
	q, said, more := c.rich, &c.choices[i], &c.rich.told[i]
	const silent = `,"message":{"role":"assistant","content":null,"refusal":null,"annotations":[],`
	switch {
	case more.from < more.to:
		dst = appendCalls(append(dst, silent...), q.calls[more.from:more.to])
	case q.audio:
		dst = c.appendAudioID(append(dst, silent...), i)
		dst = append(append(dst, `","transcript":"`...), said.article.Text()...)
		dst = append(c.appendSound(append(dst, `",`...)), '}')
	default:
		dst = append(append(dst, `,"message":{"role":"assistant","content":"`...), said.article.Text()...)
		dst = append(dst, `","refusal":null,"annotations":[]},"logprobs":`...)
		return q.odds.append(dst, more.salt, said.article, 0, said.article.Tokens())
	}
	return append(dst, `},"logprobs":null`...)
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
	q, said, more := c.rich, &c.choices[i], &c.rich.told[i]
	const unfinished = `,"logprobs":null,"finish_reason":null`
	silent := more.from < more.to || q.audio
	switch {
	case c.stream.format.legacy():
		return c.appendTextDelta(dst, said, more)
	case !more.opened && silent:
		more.opened = true
		return append(dst, `,"delta":{"role":"assistant","content":null,"refusal":null}`+unfinished...)
	case !more.opened:
		more.opened = true
		return append(dst, `,"delta":{"role":"assistant","content":"","refusal":null}`+unfinished...)
	case more.turn < more.to:
		return append(c.appendCallDelta(dst, more), unfinished...)
	case said.at < said.article.Tokens():
		return c.appendContentDelta(dst, i)
	case q.audio && more.to == more.from && !more.heard:
		more.heard = true
		dst = c.appendAudioID(append(dst, `,"delta":{`...), i)
		return append(c.appendSound(append(dst, `",`...)), `}}`+unfinished...)
	}
	said.stage = done
	dst = append(dst, `,"delta":{},"logprobs":null,"finish_reason":"`...)
	return append(append(dst, said.reason...), '"')
}

// appendContentDelta appends a piece of what choice i says.
func (c *call) appendContentDelta(dst []byte, i int) []byte {
	q, said := c.rich, &c.choices[i]
	from, to := said.at, c.pieceEnd(said.at, said.article)
	said.at = to
	if q.audio {
		dst = c.appendAudioID(append(dst, `,"delta":{`...), i)
		dst = append(append(dst, `","transcript":"`...), said.article.Slice(from, to)...)
		return append(dst, `"}},"logprobs":null,"finish_reason":null`...)
	}
	dst = append(append(dst, `,"delta":{"content":"`...), said.article.Slice(from, to)...)
	dst = q.odds.append(append(dst, `"},"logprobs":`...), q.told[i].salt, said.article, from, to)
	return append(dst, `,"finish_reason":null`...)
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
	dst = append(dst, `,"finish_reason":`...)
	if to < said.article.Tokens() {
		return append(dst, `null`...)
	}
	said.stage = done
	return append(append(append(dst, '"'), said.reason...), '"')
}

// pieceEnd is where the event that begins with token at of a ends: behind a
// grapheme cluster, even if that takes more tokens than an event should have.
func (c *call) pieceEnd(at int, a pool.Article) int {
	st := &c.stream
	end := a.Whole(min(at+st.min+c.rng.IntN(st.max-st.min+1), a.Tokens()))
	st.fresh += end - at
	return end
}
