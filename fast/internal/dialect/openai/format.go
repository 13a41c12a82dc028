package openai

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/stream"
)

// Format is how the answers of one kind of endpoint are written: fragments, rendered at
// start, and what they do differently.
type Format struct {
	// What is at the head of answers.
	ID           string // prefix of the answer's id
	object       string // of a whole answer
	chunk        string // of a streamed event
	Members      []byte // between the model and the choices
	ChunkMembers []byte // the same for an event
	tiers        tiers  // the same format for tiers that answers name
	fingerprint  []byte // of the server; nil if Served is not set

	// AppendID appends the id of an answer; nil for 24 letters and digits. AppendCallID
	// does the same for a call of a tool, with its prefix.
	AppendID, AppendCallID func(dst []byte, id render.ID) []byte

	// AppendMembers appends members besides OpenAI's; nil for none.
	AppendMembers func(dst []byte, f *Format, a *engine.Answer, at part) []byte

	// The usage.
	Usage        usageForm
	splitsPrompt bool // it also splits the prompt into what the cache had and what it had not
	CountsAlways bool // streams end with it even if nobody asks for it
	UsageInLast  bool // it is in the event with the last finish reason, not in one of its own
	RepeatsEnds  bool // its event repeats the finish reasons
	NullsUsage   bool // it is null in events that have none

	// AppendCost appends the cost of an answer to its usage; nil for none.
	AppendCost func(dst []byte, a *engine.Answer) []byte

	// Streams.
	Opening    string // an event before the first; empty for none
	Comment    string // sent at the start, and again until the first event is due
	obfuscated bool   // events are padded unless the request says otherwise
	WholeCalls bool   // all calls of a choice are in its last event

	// The text of a choice: what is before it and after it in an event.
	first      stream.Stage // of a stream
	Role       string       // of the first event, after the index
	BeforeText string
	AfterText  string                  // up to the value of finish_reason
	Unfinished string                  // after the finish reason of an event of text that is not the last
	Finishes   [engine.Finishes]string // the JSON of finish_reason
	Finish     string                  // of the last event, up to the value of finish_reason
	Blocked    string                  // in place of Finish where a content filter ends the text; empty for the same
	Tail       string                  // what choices have after their stop_reason
	AfterLast  stream.Stage            // once all text is sent

	// Reasoning and tools.
	Reasoning      string // the member with the reasoning; empty if there is none
	ReasoningDelta string // of an event with a piece of it, after the index; empty if it is not shown
	ThinkingChunks bool   // the reasoning is a chunk of the content
	NoReasoning    string // in place of it where there is none
	AnyCalls       bool   // tool_choice says any for required
	Details        string // the member that repeats the reasoning, up to its text; empty for none
	Ignored        []int  // options of OpenAI's requests that the provider does not know

	// ReadReasoning reads what a request says of reasoning besides reasoning_effort; nil for
	// nothing.
	ReadReasoning func(c *dialect.Session)

	// Errors.
	TooLong       func(x dialect.Excess) *apierr.Error // of a request that does not fit the context window
	FailsInChoice bool                                 // an error during a stream comes in a choice that ends
	Errors        *dialect.Dialect                     // of other errors during a stream; nil for OpenAI's

	// vLLM.
	Served bool      // by it: its parameters are honoured
	tokens *TokenIDs // of prompts; nil if Served is not set

	Whole  whole
	Extras extraFragments
}

// OpenAIFinishes are the finish reasons of OpenAI.
var OpenAIFinishes = [engine.Finishes]string{
	engine.FinishStop: `"stop"`, engine.FinishLength: `"length"`, engine.FinishToolCalls: `"tool_calls"`, engine.FinishFunctionCall: `"function_call"`,
	engine.FinishRefusal: `"stop"`, engine.FinishFiltered: `"content_filter"`,
}

// whole is what stands around the text of an answer that is not streamed: from the index
// to the text, and from the text to the value of finish_reason.
type whole struct{ beforeText, AfterText string }

// appendHead appends the beginning of every answer and event.
func (f *Format) appendHead(dst []byte, object string, members []byte, a *engine.Answer) []byte {
	dst = append(append(dst, `{"id":"`...), f.ID...)
	dst = f.appendID(dst, a.ID)
	dst = append(append(dst, `","object":"`...), object...)
	dst = render.AppendInt(append(dst, `","created":`...), int(a.Created))
	dst = append(append(dst, `,"model":"`...), a.Model...)
	return append(append(dst, members...), `"choices":[`...)
}

// appendID appends the id of an answer.
func (f *Format) appendID(dst []byte, id render.ID) []byte {
	if f.AppendID == nil {
		return id.AppendAnswer(dst)
	}
	return f.AppendID(dst, id)
}

// NewChatFormat renders the fragments of chat completions of a family.
func NewChatFormat(of *Family, fingerprint []byte) *Format {
	print := of.Fingerprint
	if print == "" {
		print = fmt.Sprintf("%q", fingerprint)
	}
	chunkMembers := fmt.Appendf(nil, `","service_tier":"default","system_fingerprint":%s,`, print)
	members := chunkMembers
	if of.Tierless {
		members = fmt.Appendf(nil, `","system_fingerprint":%s,`, print)
	}
	return &Format{
		ID:           "chatcmpl-",
		object:       "chat.completion",
		TooLong:      chatTooLong,
		chunk:        "chat.completion.chunk",
		Members:      members,
		ChunkMembers: chunkMembers,
		Usage:        of.usage,
		obfuscated:   of.Obfuscated,
		Finishes:     OpenAIFinishes,
		first:        stream.StageOpen,
		Role:         `,"delta":{"role":"assistant","content":"","refusal":null}` + of.NoLogprobs + `,"finish_reason":null`,
		BeforeText:   `,"delta":{"content":"`,
		AfterText:    `"}` + of.NoLogprobs + `,"finish_reason":`,
		Finish:       `,"delta":{}` + of.NoLogprobs + `,"finish_reason":`,
		AfterLast:    stream.StageFinish,
		Whole: whole{
			beforeText: `,"message":{"role":"assistant","content":"`,
			AfterText:  `","refusal":null,"annotations":[]}` + of.NoLogprobs + `,"finish_reason":`,
		},
		Extras: extraFragments{
			Members:    `,"refusal":null,"annotations":[]`,
			Silent:     `null`,
			Role:       `,"delta":{"role":"assistant","content":null,"refusal":null}`,
			Delta:      `,"delta":{`,
			noLogprobs: of.NoLogprobs,
			Unfinished: `,"finish_reason":null`,
			Continued:  `,"finish_reason":null`,
			Finish:     `,"finish_reason":`,
		},
	}
}

// NewTextFormat renders the fragments of legacy completions. They have no event for the
// role, and the last text carries the finish reason. They have neither a fingerprint nor
// details of usage.
func NewTextFormat() *Format {
	return &Format{
		ID:           "cmpl-",
		object:       "text_completion",
		TooLong:      textTooLong,
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
		Extras: extraFragments{
			Continued: `,"finish_reason":null`,
			Finish:    `,"finish_reason":`,
		},
	}
}

// appendAnswer appends an answer that is not streamed, without its last bracket. r is what
// the request has for vLLM; nil for nothing.
func (f *Format) appendAnswer(dst []byte, a *engine.Answer, r *servedRequest) []byte {
	if a.Extras != nil {
		return f.appendRich(dst, a, r)
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
		dst = append(f.appendPromptOf(f.appendFinish(dst, said), a, nil, i), '}')
	}
	return f.appendMembers(f.appendUsage(append(dst, `],"usage":`...), a), a, partWhole)
}
