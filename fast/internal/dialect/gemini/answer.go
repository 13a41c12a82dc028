package gemini

import (
	"sync"
	"time"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// answer is the state of a request besides its session, and how far its stream has come.
type answer struct {
	session     *dialect.Session
	vertex      bool
	array       bool   // the stream is one JSON array
	rated       bool   // every candidate has safety ratings
	model       []byte // of the path, if it has to be escaped
	contentsEnd int    // where the contents end in the body
	systemChars int

	tail    []byte // what an event has after the number of all tokens
	end     int    // where the details of usage end in tail
	events  int    // rendered alone so far
	said    int    // tokens so far
	thought int    // tokens of thoughts so far, if they are shown

	embedding embedding
}

var answerPool = sync.Pool{New: func() any { return new(answer) }}

// newAnswer returns the answer of c, which releases it.
func newAnswer(c *dialect.Session, vertex bool) *answer {
	r := answerPool.Get().(*answer)
	r.session, r.vertex = c, vertex
	c.State, c.Encoder = r, r
	return r
}

func answerOf(c *dialect.Session) *answer { return c.State.(*answer) }

// Release returns r to the pool. Nothing of it may be used afterwards.
func (r *answer) Release() {
	r.embedding.reset()
	*r = answer{model: render.ResetOrDrop(r.model), tail: render.ResetOrDrop(r.tail), embedding: r.embedding}
	answerPool.Put(r)
}

// finishes are the finish reasons. Calls of functions have none of their own.
var finishes = [engine.Finishes]string{
	engine.FinishStop: `"STOP"`, engine.FinishLength: `"MAX_TOKENS"`, engine.FinishToolCalls: `"STOP"`, engine.FinishFunctionCall: `"STOP"`,
	engine.FinishRefusal: `"STOP"`, engine.FinishFiltered: `"SAFETY"`,
}

// appendWhole appends an answer that is not streamed.
func (r *answer) appendWhole(dst []byte) []byte {
	a := &r.session.Answer
	dst = append(dst, `{"candidates":[`...)
	for i := range a.Choices {
		if i > 0 {
			dst = append(dst, ',')
		}
		said := &a.Choices[i]
		if dst = append(dst, '{'); !r.withheld(i) {
			dst = append(r.appendParts(append(dst, `"content":{`...), i), `"role":"model"},`...)
		}
		dst = r.appendFinishReason(dst, said.Finish)
		dst = r.appendLogprobs(dst, i, 0, said.Article.Tokens())
		dst = render.AppendInt(append(dst, `,"index":`...), i)
		dst = append(r.appendRatings(dst, said.Finish, true), '}')
	}
	dst = append(dst, `],"usageMetadata":{"promptTokenCount":`...)
	dst = render.AppendInt(dst, a.PromptTokens)
	said := a.CompletionTokens - a.ReasoningTokens
	dst = r.appendCounts(append(dst, `,"candidatesTokenCount":`...), said, a.ReasoningTokens)
	dst = r.appendDetails(dst)
	return r.appendIDs(r.appendThoughtCount(dst, a.ReasoningTokens))
}

// appendParts appends the parts of candidate i, if there are any.
func (r *answer) appendParts(dst []byte, i int) []byte {
	a := &r.session.Answer
	parts := 0
	begin := func(dst []byte) []byte {
		if parts++; parts == 1 {
			return append(dst, `"parts":[`...)
		}
		return append(dst, ',')
	}
	if a.Extras != nil {
		if thoughts := a.Extras.Choices[i].Reasoning; thoughts.Tokens() > 0 {
			dst = appendThought(begin(dst), thoughts.Text())
		}
	}
	if text := a.Choices[i].Article; text.Tokens() > 0 {
		dst = append(append(append(begin(dst), `{"text":"`...), text.Text()...), '"')
		dst = append(r.appendSignature(dst, i, -1), '}')
	}
	if a.Extras != nil {
		for k := a.Extras.Choices[i].From; k < a.Extras.Choices[i].To; k++ {
			if !r.cut(i, k) {
				dst = append(r.appendSignature(r.appendCall(begin(dst), &a.Extras.Calls[k]), i, k), '}')
			}
		}
	}
	if parts > 0 {
		dst = append(dst, `],`...)
	}
	return dst
}

func appendThought(dst, text []byte) []byte {
	return append(append(append(dst, `{"text":"`...), text...), `","thought":true}`...)
}

// appendCall appends a part that calls a function, up to its signature.
func (r *answer) appendCall(dst []byte, call *engine.ToolCall) []byte {
	dst = append(append(append(dst, `{"functionCall":{"name":"`...), call.Name...), `","args":`...)
	return append(r.appendCallID(skim.AppendUnescaped(dst, call.Input.Text()), call), '}')
}

// appendSignature appends the signature of the thoughts of candidate i to a part: to the
// first call, or to the text if nothing is called. k is the call, and negative for text.
func (r *answer) appendSignature(dst []byte, i, k int) []byte {
	a := &r.session.Answer
	if !r.session.Thinks() {
		return dst
	}
	if calls := &a.Extras.Choices[i]; k > calls.From || k < 0 && calls.From < calls.To {
		return dst
	}
	dst = append(dst, `,"thoughtSignature":"`...)
	for n := range uint64(signatureIDs) {
		dst = render.ID{a.ID[1] + n, a.ID[0] ^ uint64(i)}.AppendAnswer(dst)
	}
	return append(dst, '"')
}

// signatureIDs is how many ids make a signature: their characters are base64, too.
const signatureIDs = 4

// cut reports whether call k of candidate i is cut off. Its arguments are then no JSON.
func (r *answer) cut(i, k int) bool {
	a := &r.session.Answer
	return a.Choices[i].Finish == engine.FinishLength && k == a.Extras.Choices[i].To-1
}

// appendCounts appends the tokens of the candidates, and their sum with those of the prompt
// and of thoughts.
func (r *answer) appendCounts(dst []byte, said, thoughts int) []byte {
	dst = append(render.AppendInt(dst, said), totalMember...)
	return render.AppendInt(dst, r.session.PromptTokens+said+thoughts)
}

const totalMember = `,"totalTokenCount":`

// appendDetails appends what the tokens of the prompt are made of.
func (r *answer) appendDetails(dst []byte) []byte {
	if r.vertex {
		dst = append(dst, `,"trafficType":"ON_DEMAND"`...)
	}
	dst = append(dst, `,"promptTokensDetails":[{"modality":"TEXT","tokenCount":`...)
	return r.appendCached(append(render.AppendInt(dst, r.session.PromptTokens), `}]`...))
}

// appendThoughtCount appends the tokens of thoughts.
func (r *answer) appendThoughtCount(dst []byte, thoughts int) []byte {
	if r.session.ReasoningTokens == 0 {
		return dst
	}
	return render.AppendInt(append(dst, `,"thoughtsTokenCount":`...), thoughts)
}

// appendIDs appends the end of an answer, after its usage.
func (r *answer) appendIDs(dst []byte) []byte {
	a := &r.session.Answer
	dst = append(append(dst, `},"modelVersion":"`...), a.Model...)
	if r.vertex {
		dst = append(dst, `","createTime":"`...)
		dst = time.Unix(a.Created, 0).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000000Z")
	}
	return append(a.ID.AppendAnswer(append(dst, `","responseId":"`...)), `"}`...)
}
