package responses

import (
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// item is an item of the output: a message, reasoning or a call.
type item struct {
	form    *itemForm
	id      render.ID
	status  string
	article pool.Article     // what it says
	call    *engine.ToolCall // nil if the item is no call
	sealed  bool             // it has encrypted_content
	step    step             // of its stream
	at      int              // tokens streamed so far
}

// step is an event of an item, or a run of events. An item goes through all steps for
// which its form has an event.
type step uint8

const (
	itemAdded step = iota
	partAdded
	pieces
	textDone
	partDone
	itemDone
	steps
)

// itemForm is how a kind of item is written.
type itemForm struct {
	prefix string // of its id
	head   string // after the id, up to the value of the status
	open   string // up to the text or the part
	part   string // the part up to its text; empty if there is no part
	close  string // after the text or the part
	index  string // of the part, in events
	text   string // from the index up to the text, in events
	events [steps]string
	delta  []byte // start of the events with text, if they are rendered in batches; else nil
}

var (
	messageItem = itemForm{
		prefix: "msg_",
		head:   `","type":"message","role":"assistant","status":"`,
		open:   `","content":[`,
		part:   `{"type":"output_text","annotations":[],"text":"`,
		close:  `]}`,
		index:  `,"content_index":0`,
		text:   `,"text":"`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			partAdded: eventStart("response.content_part.added"),
			pieces:    eventStart("response.output_text.delta"),
			textDone:  eventStart("response.output_text.done"),
			partDone:  eventStart("response.content_part.done"),
			itemDone:  eventStart("response.output_item.done"),
		},
		delta: batchStart("response.output_text.delta"),
	}
	refusalItem = itemForm{
		prefix: messageItem.prefix,
		head:   messageItem.head,
		open:   messageItem.open,
		part:   `{"type":"refusal","refusal":"`,
		close:  messageItem.close,
		index:  messageItem.index,
		text:   `,"refusal":"`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			partAdded: eventStart("response.content_part.added"),
			pieces:    eventStart("response.refusal.delta"),
			textDone:  eventStart("response.refusal.done"),
			partDone:  eventStart("response.content_part.done"),
			itemDone:  eventStart("response.output_item.done"),
		},
		delta: batchStart("response.refusal.delta"),
	}
	reasoningItem = itemForm{
		prefix: "rs_",
		head:   `","type":"reasoning","status":"`,
		open:   `","summary":[`,
		part:   `{"type":"summary_text","text":"`,
		close:  `]}`,
		index:  `,"summary_index":0`,
		text:   `,"text":"`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			partAdded: eventStart("response.reasoning_summary_part.added"),
			pieces:    eventStart("response.reasoning_summary_text.delta"),
			textDone:  eventStart("response.reasoning_summary_text.done"),
			partDone:  eventStart("response.reasoning_summary_part.done"),
			itemDone:  eventStart("response.output_item.done"),
		},
	}
	// silentItem is reasoning without a summary.
	silentItem = itemForm{
		prefix: "rs_",
		head:   `","type":"reasoning","status":"`,
		open:   `","summary":[`,
		close:  `]}`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			itemDone:  eventStart("response.output_item.done"),
		},
	}
	functionItem = itemForm{
		prefix: "fc_",
		head:   `","type":"function_call","status":"`,
		open:   `","arguments":"`,
		close:  `}`,
		text:   `,"arguments":"`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			pieces:    eventStart("response.function_call_arguments.delta"),
			textDone:  eventStart("response.function_call_arguments.done"),
			itemDone:  eventStart("response.output_item.done"),
		},
	}
	customItem = itemForm{
		prefix: "ctc_",
		head:   `","type":"custom_tool_call","status":"`,
		open:   `","input":"`,
		close:  `}`,
		text:   `,"input":"`,
		events: [steps]string{
			itemAdded: eventStart("response.output_item.added"),
			pieces:    eventStart("response.custom_tool_call_input.delta"),
			textDone:  eventStart("response.custom_tool_call_input.done"),
			itemDone:  eventStart("response.output_item.done"),
		},
	}
)

// callItems are the forms of calls.
var callItems = [engine.ToolKinds]*itemForm{engine.ToolFunction: &functionItem, engine.ToolCustom: &customItem}

// appendItem appends a finished item.
func (r *response) appendItem(dst []byte, it *item) []byte {
	dst = it.appendHead(dst, it.status)
	switch {
	case it.form.part != "":
		dst = r.appendPart(dst, it, it.article.Tokens())
	case it.call != nil:
		dst = r.appendTokens(dst, it, 0, it.article.Tokens())
	}
	return it.appendClose(dst)
}

// appendEmpty appends an item without text.
func (it *item) appendEmpty(dst []byte) []byte {
	dst = it.appendHead(dst, statusInProgress)
	if it.call != nil {
		dst = append(dst, '"')
	}
	return it.appendClose(dst)
}

// sealedIDs is how many ids make up what only looks encrypted.
const sealedIDs = 8

// appendClose appends the end of an item.
func (it *item) appendClose(dst []byte) []byte {
	if !it.sealed {
		return append(dst, it.form.close...)
	}
	dst = append(dst, `],"encrypted_content":"`...)
	for i := range uint64(sealedIDs) {
		dst = render.ID{it.id[0] ^ i, ^it.id[1]}.AppendAnswer(dst)
	}
	return append(dst, `"}`...)
}

// appendHead appends an item up to its text.
func (it *item) appendHead(dst []byte, status string) []byte {
	dst = it.appendID(append(dst, `{"id":"`...))
	dst = append(append(dst, it.form.head...), status...)
	if it.call != nil {
		dst = it.call.AppendID(append(dst, `","call_id":"`...), "call_")
		dst = append(append(dst, `","name":"`...), it.call.Name...)
		if it.call.Namespace != nil {
			dst = append(append(dst, `","namespace":"`...), it.call.Namespace...)
		}
	}
	return append(dst, it.form.open...)
}

func (it *item) appendID(dst []byte) []byte {
	return it.id.AppendAnswer(append(dst, it.form.prefix...))
}

// appendPart appends the part with the first n tokens.
func (r *response) appendPart(dst []byte, it *item, n int) []byte {
	return append(r.appendTokens(append(dst, it.form.part...), it, 0, n), '}')
}

// appendTokens appends the tokens [from, to) and a quote. For a message it appends their
// log probabilities.
func (r *response) appendTokens(dst []byte, it *item, from, to int) []byte {
	dst = append(append(dst, it.article.Slice(from, to)...), '"')
	switch q := r.session.Extras; {
	case it.form != &messageItem:
	case r.tellsLogprobs():
		dst = append(dst, `,"logprobs":`...)
		dst = openai.AppendLogprobList(dst, &q.Logprobs, q.Choices[0].Salt, it.article, from, to)
	default:
		dst = append(dst, `,"logprobs":[]`...)
	}
	return dst
}

// tellsLogprobs reports whether text has log probabilities.
func (r *response) tellsLogprobs() bool {
	q := r.session.Extras
	return q != nil && q.Logprobs.Enabled
}
