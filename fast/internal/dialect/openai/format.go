package openai

import (
	"fmt"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// Format is what sets the answers of chat and of legacy completions apart.
type Format struct {
	ID           string // prefix of the answer's id
	object       string // of a whole answer
	chunk        string // of a streamed event
	Members      []byte // what stands between the model and the choices
	ChunkMembers []byte // the same of an event
	Usage        usageForm
	obfuscated   bool                    // events are padded where a request leaves that open
	Finishes     [engine.Finishes]string // JSON behind "finish_reason":

	Comment       string                                    // what a stream begins with, and repeats until its first event is due
	CountsAlways  bool                                      // streams end with the usage, asked for or not
	RepeatsEnds   bool                                      // the event with the usage has the finish reasons again
	AppendCost    func(dst []byte, a *engine.Answer) []byte // appends what an answer costs to its usage; nil for nothing
	FailsInChoice bool                                      // an error in mid-stream comes with a choice that has ended

	first      stream.Stage // of a stream
	Role       string       // of the first event, behind the index
	BeforeText string
	AfterText  string       // up to the value of finish_reason
	Finish     string       // of the last event, up to the value of finish_reason
	AfterLast  stream.Stage // once all text is sent

	Whole  whole
	Extras extraFragments
}

// OpenAIFinishes are the finish reasons of OpenAI.
var OpenAIFinishes = [engine.Finishes]string{
	engine.FinishStop: `"stop"`, engine.FinishLength: `"length"`, engine.FinishToolCalls: `"tool_calls"`, engine.FinishFunctionCall: `"function_call"`,
}

// whole is what stands around the text of an answer that is not streamed: the
// first behind the index, the second up to the value of finish_reason.
type whole struct{ beforeText, AfterText string }

// appendHead appends what every answer and event begins with.
func (f *Format) appendHead(dst []byte, object string, members []byte, a *engine.Answer) []byte {
	dst = append(append(dst, `{"id":"`...), f.ID...)
	dst = a.ID.AppendAnswer(dst)
	dst = append(append(dst, `","object":"`...), object...)
	dst = render.AppendInt(append(dst, `","created":`...), int(a.Created))
	dst = append(append(dst, `,"model":"`...), a.Model...)
	return append(append(dst, members...), `"choices":[`...)
}

// NewChatFormat renders the fragments of chat completions of a family.
func NewChatFormat(of *family, fingerprint []byte) *Format {
	print := of.fingerprint
	if print == "" {
		print = fmt.Sprintf("%q", fingerprint)
	}
	chunkMembers := fmt.Appendf(nil, `","service_tier":"default","system_fingerprint":%s,`, print)
	members := chunkMembers
	if of.tierless {
		members = fmt.Appendf(nil, `","system_fingerprint":%s,`, print)
	}
	return &Format{
		ID:           "chatcmpl-",
		object:       "chat.completion",
		chunk:        "chat.completion.chunk",
		Members:      members,
		ChunkMembers: chunkMembers,
		Usage:        of.usage,
		obfuscated:   of.Obfuscated,
		Finishes:     OpenAIFinishes,
		first:        stream.StageOpen,
		Role:         `,"delta":{"role":"assistant","content":"","refusal":null}` + of.noLogprobs + `,"finish_reason":null`,
		BeforeText:   `,"delta":{"content":"`,
		AfterText:    `"}` + of.noLogprobs + `,"finish_reason":`,
		Finish:       `,"delta":{}` + of.noLogprobs + `,"finish_reason":`,
		AfterLast:    stream.StageFinish,
		Whole: whole{
			beforeText: `,"message":{"role":"assistant","content":"`,
			AfterText:  `","refusal":null,"annotations":[]}` + of.noLogprobs + `,"finish_reason":`,
		},
		Extras: extraFragments{
			Members:    `"refusal":null,"annotations":[]`,
			Role:       `,"delta":{"role":"assistant","content":null,"refusal":null}`,
			Delta:      `,"delta":{`,
			noLogprobs: of.noLogprobs,
			Unfinished: `,"finish_reason":null`,
		},
	}
}

// NewTextFormat renders the fragments of legacy completions: no event for the
// role, and the finish reason rides on the last text. They have neither a
// fingerprint nor details of usage.
func NewTextFormat() *Format {
	return &Format{
		ID:           "cmpl-",
		object:       "text_completion",
		chunk:        "text_completion",
		Members:      []byte(`",`),
		ChunkMembers: []byte(`",`),
		Usage:        usageTotals,
		Finishes:     OpenAIFinishes,
		first:        stream.StageText,
		BeforeText:   `,"text":"`,
		AfterText:    `","logprobs":null,"finish_reason":`,
		AfterLast:    stream.StageDone,
		Whole: whole{
			beforeText: `,"text":"`,
			AfterText:  `","logprobs":null,"finish_reason":`,
		},
		Extras: extraFragments{Unfinished: `,"finish_reason":null`},
	}
}

// appendAnswer appends an answer that is not streamed.
func (f *Format) appendAnswer(dst []byte, a *engine.Answer) []byte {
	if a.Extras != nil {
		return f.appendRich(dst, a)
	}
	dst = f.appendHead(dst, f.object, f.Members, a)
	for i := range a.Choices {
		said := &a.Choices[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"index":`...), i)
		dst = append(dst, f.Whole.beforeText...)
		dst = append(dst, said.Echo...)
		dst = append(dst, said.Article.Text()...)
		dst = append(dst, f.Whole.AfterText...)
		dst = append(append(dst, f.Finishes[said.Finish]...), '}')
	}
	return append(f.appendUsage(append(dst, `],"usage":`...), a), '}')
}
