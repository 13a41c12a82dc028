package openai

import (
	"fmt"

	"mock-openai/fast/internal/stream"
	"mock-openai/fast/quirk"
)

// edit gives one chunk the quirks that concern no other. It ends its choice, or not.
func (q *quirkyStream) edit(ch *chunk, ends bool) {
	for i := range ch.calls {
		q.editCall(&ch.calls[i])
	}
	switch {
	case ch.delta.get("role") != nil:
	case q.quirks.Has(quirk.RoleEvery):
		ch.delta.setFirst("role", `"assistant"`)
	case q.quirks.Has(quirk.RoleEmpty):
		ch.delta.setFirst("role", `""`)
	}
	says := text(ch.delta, "content") != nil
	if q.quirks.Has(quirk.NullContent) && !says {
		ch.delta.set("content", "null")
	}
	if q.quirks.Has(quirk.ToolsEmptyList) && says {
		ch.delta.set("tool_calls", "[]")
	}
	editFinish(q.quirks, ch.choice)
	switch {
	case !ends && q.quirks.Has(quirk.EmptyFinish):
		ch.choice.set("finish_reason", `""`)
	case ends && q.quirks.Has(quirk.NullDelta) && !says:
		ch.choice.set("delta", "null")
	}
}

// editCall gives a call its quirks.
func (q *quirkyStream) editCall(t *toolCall) {
	if q.quirks.Has(quirk.ToolsObject) {
		t.asObject()
	}
	if t.index("id") < 0 && q.quirks.Has(quirk.ToolsEmptyID) {
		t.set("id", `""`)
		if t.input != nil {
			t.input.setFirst("name", `""`)
		}
	}
	if q.quirks.Has(quirk.ToolsNoIndex) {
		t.remove("index")
	}
}

// editFinish gives the finish reason of a choice its quirks.
func editFinish(quirks quirk.Set, choice object) {
	reason := string(choice.get("finish_reason"))
	switch {
	case reason == "null":
	case quirks.Has(quirk.NoFinish):
		choice.set("finish_reason", "null")
	case quirks.Has(quirk.StopForTools) && (reason == `"tool_calls"` || reason == `"function_call"`):
		choice.set("finish_reason", `"stop"`)
	}
}

// usageSoFar returns the usage up to the chunks that have been rendered.
func (q *quirkyStream) usageSoFar(c *stream.Cursor) string {
	prompt, said := c.Answer.PromptTokens, min(q.tokens, c.Answer.CompletionTokens)
	if c.Open == 0 {
		said = c.Answer.CompletionTokens
	}
	return fmt.Sprintf(`{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}`, prompt, said, prompt+said)
}

// push queues a chunk that is complete.
func (q *quirkyStream) push(ch *chunk) {
	q.chunks++
	if q.quirks.Has(quirk.ChangingIDs) {
		id := ch.top.get("id")
		ch.top.set("id", fmt.Sprintf(`%s-%d"`, id[:len(id)-1], q.chunks))
	}
	q.queue = append(q.queue, ch.append(nil))
}
