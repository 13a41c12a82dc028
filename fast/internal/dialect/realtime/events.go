package realtime

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/quirk"
)

const responsePrefix = "resp_"

// AppendEvent appends the next event of an answer.
func (a *answer) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	if !a.cancelled && a.created && a.conversation.isCancelled() {
		a.cancel()
	}
	switch {
	case !a.created:
		a.created = true
		a.limits = append(a.limits[:0], a.conversation.begin(a.session.ID)...)
		a.limited = len(a.limits) == 0
		return a.appendResponse(a.appendStart(dst, "response.created"), "in_progress", nil), true
	case !a.limited:
		a.limited = true
		dst = append(append(a.appendStart(dst, "rate_limits.updated"), `,"rate_limits":`...), a.limits...)
		return append(dst, '}'), true
	case a.turn < len(a.items):
		return a.appendItemEvent(dst, c, &a.items[a.turn]), true
	case !c.Ended:
		c.Ended = true
		switch finish := a.session.Choices[0].Finish; {
		case a.cancelled:
			return a.appendDone(dst, "cancelled", `{"type":"cancelled","reason":"client_cancelled"}`), true
		case finish == engine.FinishLength:
			return a.appendDone(dst, "incomplete", `{"type":"incomplete","reason":"max_output_tokens"}`), true
		case finish == engine.FinishFiltered:
			return a.appendDone(dst, "incomplete", `{"type":"incomplete","reason":"content_filter"}`), true
		}
		return a.appendDone(dst, "completed", ""), true
	}
	return dst, false
}

// AppendSuffix is not used: there are no events of plain text.
func (*answer) AppendSuffix(dst []byte, _ *stream.Cursor, _ int) []byte { return dst }

// AppendEmpty is not used: streams do not end with [DONE].
func (*answer) AppendEmpty(dst []byte, _ *stream.Cursor) []byte { return dst }

// Empty drops all items.
func (a *answer) Empty() bool {
	a.items = a.items[:0]
	return true
}

// AppendError appends the end of a response that has failed, or an event of type error as a
// quirk.
func (a *answer) AppendError(dst []byte, _ *stream.Cursor, e *apierr.Error) []byte {
	if a.session.Quirks.Has(quirk.TypedError) {
		a.conversation.finish()
		envelope := openai.Dialect.AppendError(nil, e, a.session.ID)
		return append(append(a.appendStart(dst, "error"), ','), envelope[1:]...)
	}
	a.items = a.items[:min(a.turn, len(a.items))]
	details := `{"type":"failed","error":{"type":"` + cmp.Or(e.Kind, "invalid_request_error") + `","code":` + orNull(e.Code) + `}}`
	return a.appendDone(dst, "failed", details)
}

// cancel leaves out the rest of the answer.
func (a *answer) cancel() {
	a.cancelled = true
	if a.turn >= len(a.items) {
		return
	}
	it := &a.items[a.turn]
	if it.step == itemAdded {
		a.items = a.items[:a.turn]
		return
	}
	a.items, it.short = a.items[:a.turn+1], true
	it.article = it.article.First(it.at)
	if it.step == pieces {
		it.step--
		it.advance()
	}
}

// appendStart appends the beginning of an event of that type.
func (a *answer) appendStart(dst []byte, kind string) []byte {
	a.events++
	dst = append(append(append(dst, `{"type":"`...), kind...), `","event_id":"`+eventPrefix...)
	return append(render.ID{^a.session.ID[0], a.session.ID[1] + a.events}.AppendAnswer(dst), '"')
}

func (a *answer) appendResponseID(dst []byte) []byte {
	return append(a.session.ID.AppendAnswer(append(dst, `,"response_id":"`+responsePrefix...)), '"')
}

// appendItemEvent appends the next event of an item.
func (a *answer) appendItemEvent(dst []byte, c *stream.Cursor, it *output) []byte {
	dst = a.appendStart(dst, it.form.events[it.step])
	switch it.step {
	case inConversation, conversationDone:
		dst = a.appendItem(append(append(append(dst, `,"previous_item_id":`...), orNull(a.conversation.last())...), `,"item":`...), it)
	case itemAdded, itemDone:
		dst = render.AppendInt(append(a.appendResponseID(dst), `,"output_index":`...), a.turn)
		dst = a.appendItem(append(dst, `,"item":`...), it)
	default:
		dst = append(it.appendID(append(a.appendResponseID(dst), `,"item_id":"`...)), `","output_index":`...)
		dst = append(render.AppendInt(dst, a.turn), it.form.index...)
		dst = a.appendText(dst, c, it)
	}
	if it.step == itemDone && !a.apart {
		a.add(it)
	}
	for it.advance(); a.apart && (it.step == inConversation || it.step == conversationDone); {
		it.advance()
	}
	if it.step == steps {
		a.turn++
	}
	return append(dst, '}')
}

// appendText appends what an event says of the text of an item.
func (a *answer) appendText(dst []byte, c *stream.Cursor, it *output) []byte {
	f := it.form
	if it.call != nil {
		dst = append(it.appendCallID(append(dst, `,"call_id":"`...)), '"')
	}
	switch it.step {
	case pieces:
		to := c.DrawPiece(it.at, it.article)
		dst = append(append(append(dst, `,"delta":"`...), it.article.Slice(it.at, to)...), '"')
		it.at = to
	case textDone:
		if it.call != nil {
			dst = append(append(append(dst, `,"name":"`...), it.call.Name...), '"')
		}
		dst = append(append(append(dst, `,"`...), f.text...), `":"`...)
		dst = append(append(dst, it.article.Slice(0, it.article.Tokens())...), '"')
	case partAdded:
		dst = append(append(append(dst, `,"part":`...), f.part...), `"}`...)
	case partDone:
		dst = append(append(append(dst, `,"part":`...), f.part...), it.article.Slice(0, it.article.Tokens())...)
		dst = append(dst, `"}`...)
	}
	return dst
}

// advance goes to the next step that has an event.
func (it *output) advance() {
	if it.step == pieces && it.at < it.article.Tokens() {
		return
	}
	for it.step++; it.step < steps; it.step++ {
		if it.form.events[it.step] != "" && (it.step != pieces || it.at < it.article.Tokens()) {
			return
		}
	}
}

func (it *output) appendID(dst []byte) []byte { return it.id.AppendAnswer(append(dst, itemPrefix...)) }

func (it *output) kind() string {
	if it.call != nil {
		return "function_call"
	}
	return "message"
}

func (it *output) appendCallID(dst []byte) []byte {
	return it.call.AppendID(dst, "call_")
}

// add adds a finished item to the conversation.
func (a *answer) add(it *output) {
	made := item{id: string(it.appendID(nil)), kind: it.kind(), raw: a.appendItem(nil, it)}
	if it.call != nil {
		made.call = string(it.appendCallID(nil))
	}
	a.conversation.add(made)
}

// appendItem appends an item: without its text before all of that is sent.
func (a *answer) appendItem(dst []byte, it *output) []byte {
	f, complete := it.form, it.step > pieces
	dst = append(it.appendID(append(dst, `{"id":"`...)), `","object":"realtime.item","type":"`...)
	dst = append(append(dst, it.kind()...), `","status":"`...)
	switch {
	case !complete:
		dst = append(dst, `in_progress"`...)
	case it.short:
		dst = append(dst, `incomplete"`...)
	default:
		dst = append(dst, `completed"`...)
	}
	dst = append(dst, f.head...)
	if it.call != nil {
		dst = append(append(append(dst, `,"name":"`...), it.call.Name...), `","call_id":"`...)
		dst = append(it.appendCallID(dst), '"')
	}
	if !complete {
		return append(dst, f.empty...)
	}
	return append(append(append(dst, f.open...), it.article.Slice(0, it.article.Tokens())...), f.close...)
}

// appendDone appends the event that ends an answer.
func (a *answer) appendDone(dst []byte, status, details string) []byte {
	a.conversation.finish()
	return a.appendResponse(a.appendStart(dst, "response.done"), status, []byte(details))
}

// appendResponse appends the response, and the end of its event.
func (a *answer) appendResponse(dst []byte, status string, details []byte) []byte {
	s, done := a.session, details != nil
	dst = s.ID.AppendAnswer(append(dst, `,"response":{"object":"realtime.response","id":"`+responsePrefix...))
	dst = append(append(append(dst, `","status":"`...), status...), `","status_details":`...)
	dst = append(append(dst, cmp.Or(string(details), "null")...), `,"output":[`...)
	if done {
		for i := range a.items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = a.appendItem(dst, &a.items[i])
		}
	}
	dst = append(dst, `],"conversation_id":`...)
	if a.apart {
		dst = append(dst, `null`...)
	} else {
		dst = append(append(append(dst, '"'), a.conversation.conversationID()...), '"')
	}
	dst = append(append(append(dst, `,"`...), a.version.modalities...), `":`...)
	dst = append(append(dst, cmp.Or(string(a.modalities), `["audio"]`)...), `,"max_output_tokens":`...)
	dst = append(append(dst, cmp.Or(string(a.mostTokens), `"inf"`)...), `,"usage":`...)
	if done {
		dst = a.appendUsage(dst, status)
	} else {
		dst = append(dst, `null`...)
	}
	return append(append(append(dst, `,"metadata":`...), cmp.Or(string(a.metadata), "null")...), `}}`...)
}

func (a *answer) appendUsage(dst []byte, status string) []byte {
	in, out := a.session.PromptTokens, a.session.CompletionTokens
	if status == "cancelled" || status == "failed" {
		out = a.sentTokens()
	}
	dst = render.AppendInt(append(dst, `{"total_tokens":`...), in+out)
	dst = render.AppendInt(append(dst, `,"input_tokens":`...), in)
	dst = render.AppendInt(append(dst, `,"output_tokens":`...), out)
	dst = render.AppendInt(append(dst, `,"input_token_details":{"text_tokens":`...), in)
	dst = append(dst, `,"audio_tokens":0,"image_tokens":0,"cached_tokens":0,"cached_tokens_details":{"text_tokens":0,"audio_tokens":0,"image_tokens":0}}`...)
	dst = render.AppendInt(append(dst, `,"output_token_details":{"text_tokens":`...), out)
	return append(dst, `,"audio_tokens":0}}`...)
}
