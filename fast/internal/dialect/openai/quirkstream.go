package openai

import (
	"bytes"
	"slices"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/quirk"
)

// Quirks returns the quirks that a chat answer can have.
func (t *Chat) Quirks(c *dialect.Session) quirk.Set {
	at := chatPlaces(&c.Turn, c.Request.Stream)
	if c.Encoder.(*Format).Reasoning != "" && reasons(&c.Answer) {
		at = append(at, quirk.ReasoningAnswers)
		if calls, _, _ := callsIn(&c.Answer); c.Request.Stream && !calls {
			at = append(at, quirk.Reasoning)
		}
	}
	return c.Quirks.At(at...)
}

// chatPlaces returns the places where quirks can change an answer, by what it calls.
func chatPlaces(c *engine.Turn, streamed bool) []quirk.Where {
	at := []quirk.Where{quirk.ChatAnswers}
	if streamed {
		at = append(at, quirk.ChatStreams)
	}
	calls, listed, functions := callsIn(&c.Answer)
	if calls {
		at = append(at, quirk.ToolAnswers)
	}
	if functions {
		at = append(at, quirk.FunctionAnswers)
	}
	if listed && streamed {
		at = append(at, quirk.ToolStreams)
	}
	if functions && streamed {
		at = append(at, quirk.FunctionStreams)
	}
	return at
}

// callsIn reports whether an answer calls anything, whether it has tool_calls, and whether
// these call a function. All other calls are calls of the older parameter functions.
func callsIn(a *engine.Answer) (calls, listed, functions bool) {
	if a.Extras == nil {
		return false, false, false
	}
	for i := range a.Extras.Calls {
		kind := a.Extras.Calls[i].Kind
		calls = true
		listed = listed || kind != engine.ToolLegacy
		functions = functions || kind == engine.ToolFunction
	}
	return calls, listed, functions
}

// reasons reports whether a choice of an answer has reasoning.
func reasons(a *engine.Answer) bool {
	return a.Extras != nil && slices.ContainsFunc(a.Extras.Choices, func(said engine.ChoiceExtras) bool { return said.Reasoning.Tokens() > 0 })
}

// usageForms are the forms of the chunk with the usage.
var usageForms = quirk.Of(quirk.UsageUnasked, quirk.UsageWithoutChoices, quirk.UsageNullChoices, quirk.UsageWithChoice)

// joining are the quirks for which chunks wait for the next one of their choice.
var joining = quirk.Of(quirk.MergedText, quirk.FinishWithText, quirk.ReasoningWithText, quirk.ToolsWhole, quirk.ToolsObject, quirk.ToolsSplitEscape)

// wholeCalls are the quirks that need all arguments of a function at once. To the input of a
// custom tool, which is text and not JSON, only ToolsWhole applies.
var wholeCalls = quirk.Of(quirk.ToolsWhole, quirk.ToolsObject, quirk.ToolsSplitEscape)

// quirkyStream is a Format whose chunks have quirks.
type quirkyStream struct {
	*Format
	quirks  quirk.Set
	scratch []byte
	queue   [][]byte // events that are ready
	held    []*chunk // by choice: the chunk that waits for the next
	thinks  []bool   // by choice: a <think> is open
	opened  bool     // the event without choices has been sent
	chunks  int      // sent so far
	tokens  int      // rendered so far
}

// beginQuirks makes the chunks of a stream that has begun have the quirks of its session.
func (f *Format) beginQuirks(c *dialect.Session) {
	at := c.Quirks.At(quirk.ChatAnswers, quirk.ToolAnswers, quirk.FunctionAnswers, quirk.ChatStreams, quirk.ToolStreams, quirk.FunctionStreams, quirk.Reasoning, quirk.ReasoningAnswers)
	if at |= c.Quirks & quirk.Of(quirk.NoFinalBlankLine); at == 0 || f.legacy() {
		return
	}
	c.Stream.Usage = c.Stream.Usage || at.Any(usageForms)
	c.Stream.SetEncoder(&quirkyStream{Format: f, quirks: at, held: make([]*chunk, len(c.Choices)), thinks: make([]bool, len(c.Choices))})
}

// AppendEvent appends the next event.
func (q *quirkyStream) AppendEvent(dst []byte, c *stream.Cursor) ([]byte, bool) {
	for len(q.queue) == 0 {
		if !q.read(c) {
			return dst, false
		}
	}
	dst, q.queue = append(dst, q.queue[0]...), q.queue[1:]
	if q.quirks.Has(quirk.NoFinalBlankLine) && c.Open == 0 && !c.Usage && len(q.queue) == 0 && !q.holds() {
		c.Ended = true // without [DONE]
	}
	return dst, true
}

// read reads the next event of the format. It returns false if there is none.
func (q *quirkyStream) read(c *stream.Cursor) bool {
	if c.Open == 0 && q.release(c) {
		return true
	}
	if q.quirks.Has(quirk.EmptyFirstChoices) && !q.opened {
		q.opened = true
		q.queue = append(q.queue, []byte(emptyFirst))
		return true
	}
	opening, usage, before := c.Opening != "", c.Open == 0 && c.Usage, c.Tokens
	var more bool
	if q.scratch, more = c.NextOf(q.Format, q.scratch[:0]); !more {
		return false
	}
	q.tokens += c.Tokens - before
	event := bytes.Clone(q.scratch)
	if opening || !bytes.HasPrefix(event, []byte("data: {")) {
		q.queue = append(q.queue, event)
		return true
	}
	ch := parseChunk(bytes.TrimSuffix(event[len("data: "):], []byte("\n\n")))
	if ch.choice != nil && q.quirks.Has(quirk.ThinkTags) {
		tagThinking(ch, &q.thinks[ch.choiceIndex()])
	}
	switch {
	case usage:
		q.appendUsage(ch)
	case ch.choice == nil:
		q.push(ch)
	case q.quirks.Any(joining):
		q.hold(ch, c)
	default:
		q.appendParts(ch, c)
	}
	return true
}

const emptyFirst = `data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}` + "\n\n"

// appendUsage queues the chunk with the usage.
func (q *quirkyStream) appendUsage(ch *chunk) {
	ch.choice = nil
	switch {
	case q.quirks.Has(quirk.UsageWithoutChoices):
		ch.top.remove("choices")
	case q.quirks.Has(quirk.UsageNullChoices):
		ch.top.set("choices", "null")
	case q.quirks.Has(quirk.UsageWithChoice):
		ch.top.set("choices", `[{"index":0,"delta":{},"logprobs":null,"finish_reason":null}]`)
	}
	q.push(ch)
}

// hold holds ch until the next chunk of its choice, unless it joins the one before.
func (q *quirkyStream) hold(ch *chunk, c *stream.Cursor) {
	i := ch.choiceIndex()
	before := q.held[i]
	if before != nil && q.join(before, ch) {
		return
	}
	q.held[i] = ch
	if before != nil {
		q.appendParts(before, c)
	}
}

func (q *quirkyStream) holds() bool {
	for _, ch := range q.held {
		if ch != nil {
			return true
		}
	}
	return false
}

// release queues the chunks that no other can join any more. It reports whether there are
// any.
func (q *quirkyStream) release(c *stream.Cursor) (released bool) {
	for i, ch := range q.held {
		if ch != nil {
			released, q.held[i] = true, nil
			q.appendParts(ch, c)
		}
	}
	return released
}

// join appends the text, the arguments or the finish reason of next to before. It returns
// false if they stay apart.
func (q *quirkyStream) join(before, next *chunk) bool {
	said, says := text(before.delta, "content"), text(next.delta, "content")
	thought := text(before.delta, q.Reasoning)
	switch {
	case next.ends() && q.quirks.Has(quirk.FinishWithText) && said != nil:
		before.choice.set("finish_reason", string(next.choice.get("finish_reason")))
		before.top.fill(next.top)
		before.choice.fill(next.choice)
	case next.ends():
		return false
	case before.call() != nil && next.call() != nil:
		return q.joinCalls(before.call(), next.call())
	case said != nil && says != nil && q.quirks.Has(quirk.MergedText), thought != nil && said == nil && says != nil && q.quirks.Has(quirk.ReasoningWithText):
		before.delta.set("content", `"`+string(said)+string(says)+`"`)
	default:
		return false
	}
	return true
}

// joinCalls appends the input of next to before, unless they stay apart.
func (q *quirkyStream) joinCalls(before, next *toolCall) bool {
	whole := q.quirks.Has(quirk.ToolsWhole) || before.kind == functionCall && q.quirks.Any(wholeCalls)
	if !whole || next.index("id") >= 0 {
		return false
	}
	key := before.inputKey()
	before.input.set(key, `"`+string(text(before.input, key))+string(text(next.input, key))+`"`)
	return true
}

// appendParts queues ch, whole or in parts.
func (q *quirkyStream) appendParts(ch *chunk, c *stream.Cursor) {
	parts := []*chunk{ch}
	if p, ok := ch.piece(q.Reasoning); ok {
		whole := text(*p.in, p.key)
		switch {
		case q.quirks.Has(quirk.ToolsSplitEscape) && len(ch.calls) > 0 && ch.call().kind == functionCall:
			parts = ch.split(q.Reasoning, withinEscapes(whole))
		case q.quirks.Has(quirk.SingleChars):
			parts = ch.split(q.Reasoning, characters(whole))
		}
	}
	for i, part := range parts {
		ends := part.ends()
		if ends && i < len(parts)-1 {
			part.choice.set("finish_reason", "null")
			ends = false
		}
		q.edit(part, ends)
		if usage := part.top.get("usage"); q.quirks.Has(quirk.UsageEveryChunk) && (usage == nil || string(usage) == "null") {
			part.top.set("usage", q.usageSoFar(c))
		}
		q.push(part)
		if ends && q.quirks.Has(quirk.TwoFinishes) {
			q.push(part.clone())
		}
	}
}
