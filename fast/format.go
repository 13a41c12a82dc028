package fast

import (
	"fmt"

	"mock-openai/fast/internal/render"
)

// format is what sets the answers of chat and of legacy completions apart.
type format struct {
	id           string // prefix of the answer's id
	object       string // of a whole answer
	chunk        string // of a streamed event
	members      []byte // what stands between the model and the choices
	chunkMembers []byte // the same of an event
	usage        usageForm
	obfuscated   bool             // events are padded where a request leaves that open
	finishes     [finishes]string // JSON behind "finish_reason":

	comment       string                             // what a stream begins with, and repeats until its first event is due
	countsAlways  bool                               // streams end with the usage, asked for or not
	repeatsEnds   bool                               // the event with the usage has the finish reasons again
	appendCost    func(dst []byte, a *answer) []byte // appends what an answer costs to its usage; nil for nothing
	failsInChoice bool                               // an error in mid-stream comes with a choice that has ended

	first      stage  // of a stream
	role       string // of the first event, behind the index
	beforeText string
	afterText  string // up to the value of finish_reason
	finish     string // of the last event, up to the value of finish_reason
	afterLast  stage  // once all text is sent

	whole whole
	rich  richFragments
}

// openAIFinishes are the finish reasons of OpenAI.
var openAIFinishes = [finishes]string{
	finishStop: `"stop"`, finishLength: `"length"`, finishToolCalls: `"tool_calls"`, finishFunctionCall: `"function_call"`,
}

// whole is what stands around the text of an answer that is not streamed: the
// first behind the index, the second up to the value of finish_reason.
type whole struct{ beforeText, afterText string }

// appendHead appends what every answer and event begins with.
func (f *format) appendHead(dst []byte, object string, members []byte, a *answer) []byte {
	dst = append(append(dst, `{"id":"`...), f.id...)
	dst = a.id.AppendAnswer(dst)
	dst = append(append(dst, `","object":"`...), object...)
	dst = render.AppendInt(append(dst, `","created":`...), int(a.created))
	dst = append(append(dst, `,"model":"`...), a.model...)
	return append(append(dst, members...), `"choices":[`...)
}

// newChatFormat renders the fragments of chat completions of a family.
func newChatFormat(of *family, fingerprint []byte) *format {
	print := of.fingerprint
	if print == "" {
		print = fmt.Sprintf("%q", fingerprint)
	}
	chunkMembers := fmt.Appendf(nil, `","service_tier":"default","system_fingerprint":%s,`, print)
	members := chunkMembers
	if of.tierless {
		members = fmt.Appendf(nil, `","system_fingerprint":%s,`, print)
	}
	return &format{
		id:           "chatcmpl-",
		object:       "chat.completion",
		chunk:        "chat.completion.chunk",
		members:      members,
		chunkMembers: chunkMembers,
		usage:        of.usage,
		obfuscated:   of.obfuscated,
		finishes:     openAIFinishes,
		first:        stageOpen,
		role:         `,"delta":{"role":"assistant","content":"","refusal":null}` + of.unasked + `,"finish_reason":null`,
		beforeText:   `,"delta":{"content":"`,
		afterText:    `"}` + of.unasked + `,"finish_reason":`,
		finish:       `,"delta":{}` + of.unasked + `,"finish_reason":`,
		afterLast:    stageFinish,
		whole: whole{
			beforeText: `,"message":{"role":"assistant","content":"`,
			afterText:  `","refusal":null,"annotations":[]}` + of.unasked + `,"finish_reason":`,
		},
		rich: richFragments{
			members:    `"refusal":null,"annotations":[]`,
			role:       `,"delta":{"role":"assistant","content":null,"refusal":null}`,
			delta:      `,"delta":{`,
			unasked:    of.unasked,
			unfinished: `,"finish_reason":null`,
		},
	}
}

// newTextFormat renders the fragments of legacy completions: no event for the
// role, and the finish reason rides on the last text. They have neither a
// fingerprint nor details of usage.
func newTextFormat() *format {
	return &format{
		id:           "cmpl-",
		object:       "text_completion",
		chunk:        "text_completion",
		members:      []byte(`",`),
		chunkMembers: []byte(`",`),
		usage:        usageTotals,
		finishes:     openAIFinishes,
		first:        stageText,
		beforeText:   `,"text":"`,
		afterText:    `","logprobs":null,"finish_reason":`,
		afterLast:    stageDone,
		whole: whole{
			beforeText: `,"text":"`,
			afterText:  `","logprobs":null,"finish_reason":`,
		},
		rich: richFragments{unfinished: `,"finish_reason":null`},
	}
}

// appendAnswer appends an answer that is not streamed.
func (f *format) appendAnswer(dst []byte, a *answer) []byte {
	if a.rich != nil {
		return f.appendRich(dst, a)
	}
	dst = f.appendHead(dst, f.object, f.members, a)
	for i := range a.choices {
		said := &a.choices[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		dst = append(dst, f.whole.beforeText...)
		dst = append(dst, said.echo...)
		dst = append(dst, said.article.Text()...)
		dst = append(dst, f.whole.afterText...)
		dst = append(append(dst, f.finishes[said.finish]...), '}')
	}
	return append(f.appendUsage(append(dst, `],"usage":`...), a), '}')
}
