package ollama

import (
	"sync"
	"time"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// answer is the state of an answer of chat or generate besides its choice, and how far its
// stream has come.
type answer struct {
	session *dialect.Session
	form    *form

	format, think          []byte // as they stand in the body; nil if absent
	logprobs, top          []byte // the same
	prompt, system, suffix skim.Text
	messages               int
	raw                    bool // the prompt is no part of a conversation
	unloads                bool // the model is not kept
	untruncated, unshifted bool // either has a prompt that is too long be refused, not shortened

	silent  string // the reason why nothing is said; empty if something is
	thought pool.Article
	tokens  int // of the thought
	calls   []engine.ToolCall
	at      int // tokens of the thought streamed so far
	call    int // calls streamed so far

	separators bool // lines may have U+2028 or U+2029, which are escaped

	stamp stamp
}

var answerPool = sync.Pool{New: func() any { return new(answer) }}

// newAnswer returns the answer of c, which releases it. Answers are streamed unless the request
// says otherwise.
func newAnswer(c *dialect.Session, f *form) *answer {
	a := answerPool.Get().(*answer)
	a.session, a.form = c, f
	c.State, c.Encoder = a, a
	c.Request.Stream = true
	return a
}

func answerOf(c *dialect.Session) *answer { return c.State.(*answer) }

// Release returns a to the pool. Nothing of it may be used afterwards.
func (a *answer) Release() {
	*a = answer{stamp: a.stamp}
	answerPool.Put(a)
}

// settle sets why nothing is said, if the request is empty.
func (a *answer) settle(empty bool) {
	switch {
	case empty && a.unloads:
		a.silent = "unload"
	case empty:
		a.silent = "load"
	}
}

// arrange sets what the answer thinks and calls. A call whose arguments are cut off is left
// out: they are no object.
func (a *answer) arrange(g *engine.Generator) {
	c := a.session
	if c.Thinks() {
		a.thought = g.Thought(&c.Turn, c.ReasoningTokens)
		a.tokens = a.thought.Tokens()
	}
	more := &c.Extras.Choices[0]
	a.calls = c.Extras.Calls[more.From:more.To]
	if n := len(a.calls); n > 0 && c.Choices[0].Finish == engine.FinishLength {
		a.calls = a.calls[:n-1]
	}
}

// form is what chat and generate write differently.
type form struct {
	open, close string // what comes before and after the text, with the members next to it
	context     bool   // the answer ends with the tokens of the conversation
}

var (
	chatForm     = form{open: `,"message":{"role":"assistant","content":"`, close: `}`}
	generateForm = form{open: `,"response":"`, context: true}
)

// appendHead appends the members before the text. spent is how long the model has taken.
func (a *answer) appendHead(dst []byte, spent time.Duration) []byte {
	c := a.session
	dst = append(append(append(dst, `{"model":"`...), c.Model...), `","created_at":"`...)
	dst = a.stamp.append(dst, c.Created, c.CreatedNanos+int(spent))
	return append(append(dst, '"'), a.form.open...)
}

// appendWhole appends an answer that is not streamed.
func (a *answer) appendWhole(dst []byte) []byte {
	if a.silent != "" {
		dst = append(a.appendHead(dst, 0), `"`...)
		dst = append(append(dst, a.form.close...), `,"done":true,"done_reason":"`...)
		return append(append(dst, a.silent...), `"}`...)
	}
	_, spent := a.spent()
	dst = a.appendHead(dst, spent)
	if text := a.session.Choices[0].Article; text.Tokens() > 0 {
		dst = append(dst, text.Text()...)
	}
	dst = append(dst, '"')
	if a.tokens > 0 {
		dst = append(append(append(dst, thinkingKey...), a.thought.Text()...), '"')
	}
	if len(a.calls) > 0 {
		dst = append(dst, callsKey...)
		for i := range a.calls {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendCall(dst, &a.calls[i], i)
		}
		dst = append(dst, ']')
	}
	dst = a.appendDone(append(dst, a.form.close...))
	if n := a.session.Choices[0].Article.Tokens(); n > 0 && a.tellsLogprobs() {
		dst = a.appendLogprobs(dst, 0, n)
	}
	return append(dst, '}')
}

const (
	thinkingKey = `,"thinking":"`
	callsKey    = `,"tool_calls":[`
)

// callIDLength is how many letters and digits the id of a call has.
const callIDLength = 8

// appendCall appends call i. Its arguments are an object, not a text.
func appendCall(dst []byte, call *engine.ToolCall, i int) []byte {
	dst = append(dst, `{"id":"`...)
	if call.Given != nil {
		dst = append(dst, call.Given...)
	} else {
		dst = append(dst, "call_"...)
		at := len(dst)
		dst = call.ID.AppendAnswer(dst)[:at+callIDLength]
	}
	dst = render.AppendInt(append(dst, `","function":{"index":`...), i)
	dst = append(append(append(dst, `,"name":"`...), call.Name...), `","arguments":`...)
	return append(skim.AppendUnescaped(dst, call.Input.Text()), `}}`...)
}
