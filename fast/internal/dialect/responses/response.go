package responses

import (
	"math/rand/v2"
	"sync"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/store"
	"mock-openai/fast/pace"
)

// response is the state of a response besides its session: what the request says, its
// items, and how far its stream has come. It is pooled.
type response struct {
	given     [len(echoedParams)][]byte // as they stand in the request, nil if absent; valid until its body is released
	request   []byte                    // the whole request; valid as long
	input     []byte                    // the input in the request; empty if absent
	inputEnd  int                       // where the input ends in the body
	itemTools bool                      // items of the input offer tools
	items     []item
	tail      []byte // the response from after its usage on
	place     []byte // of the current item, in events; empty before it is rendered

	archive    *store.Store[responseExtra] // where the response is kept; nil if it is not
	background bool                        // it may be cancelled
	pending    []byte                      // what can be retrieved before the response is due
	due        pace.Instant                // when the response is complete
	completed  int64                       // Unix second of that; 0 if it is not known yet
	drawn      rand.PCG                    // the random source before the response was drawn
	copied     []byte                      // a copy of the request, for a stream that outlives it

	conversation *Conversations      // that the input and output become part of; nil for none
	thread       store.Key           // which of them
	said         []store.HistoryItem // the input, for it

	instructionChars int
	warmsUp          bool   // the response has no output
	stream           []byte // of a WebSocket; nil for none

	filters []byte // of a complete response: content_filters; nil for none

	session *dialect.Session

	from      int  // the first event that is sent
	padSet    bool // pad says whether a resumed stream is padded
	pad       bool
	events    int // rendered so far
	turn      int // the item whose turn it is
	cancelled bool
}

var responsePool = sync.Pool{New: func() any { return new(response) }}

// newResponse returns the response of c. The session releases it.
func newResponse(c *dialect.Session) *response {
	r := responsePool.Get().(*response)
	r.session = c
	c.State, c.Encoder = r, r
	return r
}

func responseOf(c *dialect.Session) *response { return c.State.(*response) }

// Release returns r to the pool. Nothing of it may be used afterwards.
func (r *response) Release() {
	*r = response{items: render.ClearOrDrop(r.items), tail: render.ResetOrDrop(r.tail), place: r.place[:0], pending: render.ResetOrDrop(r.pending), copied: render.ResetOrDrop(r.copied)}
	responsePool.Put(r)
}

// summaryShare is how many reasoning tokens there are for one of the summary.
const summaryShare = 4

// itemize makes the items: reasoning if there is any, then calls of tools or a message.
// If reasoning has used all tokens, nothing follows it.
func (s *Codec) itemize(r *response) {
	c := r.session
	said := &c.Choices[0]
	if c.Thinks() {
		thought := item{form: &silentItem}
		if c.Reply != nil || decode.Member(c.Options[openai.OptionReasoning], "summary") != nil {
			thought = item{form: &reasoningItem, article: s.Generator.Thought(&c.Turn, c.ReasoningTokens/summaryShare)}
		}
		thought.sealed = decode.Contains(c.Options[openai.OptionInclude], `"reasoning.encrypted_content"`)
		r.items = append(r.items, thought)
	}
	var calls []engine.ToolCall
	if c.Extras != nil {
		calls = c.Extras.Calls
	}
	if said.Article.Tokens() > 0 || len(calls)+len(r.items) == 0 {
		message := item{form: &messageItem, article: said.Article}
		if said.Finish == engine.FinishRefusal {
			message.form = &refusalItem
		}
		r.items = append(r.items, message)
	}
	for i := range calls {
		r.items = append(r.items, item{form: callItems[calls[i].Kind], article: calls[i].Input, call: &calls[i]})
	}
	for i := range r.items {
		r.items[i].id = render.ID{c.ID[0], c.ID[1] + 1 + uint64(i)}
		r.items[i].status = statusCompleted
	}
	if incompleteReason(said.Finish) != "" {
		r.items[len(r.items)-1].status = statusIncomplete
	}
}

// States of a response and of its items.
const (
	statusQueued     = "queued"
	statusInProgress = "in_progress"
	statusCancelled  = "cancelled"
	statusCompleted  = "completed"
	statusIncomplete = "incomplete"
	statusFailed     = "failed"
)

// incompleteReason returns why a response that ends so is not complete, or "" if it is.
func incompleteReason(why engine.Finish) string {
	switch why {
	case engine.FinishLength:
		return "max_output_tokens"
	case engine.FinishFiltered:
		return "content_filter"
	}
	return ""
}

// appendUnfinished appends a response that has no output yet.
func (r *response) appendUnfinished(dst []byte, status string) []byte {
	return r.appendWithoutOutput(dst, status, null)
}

var null = []byte("null")

// appendWithoutOutput appends the response without output. failure is its error.
func (r *response) appendWithoutOutput(dst []byte, status string, failure []byte) []byte {
	dst = append(appendStart(dst, &r.session.Answer, "response"), `,"status":"`...)
	dst = append(dst, status...)
	dst = append(dst, `","completed_at":null`...)
	if r.filters != nil {
		dst = append(dst, contentFilters+`null`...)
	}
	dst = append(append(dst, `,"error":`...), failure...)
	dst = append(dst, `,"incomplete_details":null,"output":[],"usage":null`...)
	return append(dst, r.tail...)
}

// appendFinished appends the complete response. now is the Unix second of its end.
func (r *response) appendFinished(dst []byte, now int64) []byte {
	a := &r.session.Answer
	dst = append(appendStart(dst, a, "response"), `,"status":"`...)
	if reason := incompleteReason(a.Choices[0].Finish); reason != "" {
		dst = r.appendFilters(append(dst, statusIncomplete+`","completed_at":null`...))
		dst = append(append(dst, `,"error":null,"incomplete_details":{"reason":"`...), reason...)
		dst = append(dst, `"},"output":[`...)
	} else {
		dst = r.appendFilters(render.AppendInt(append(dst, statusCompleted+`","completed_at":`...), int(now)))
		dst = append(dst, `,"error":null,"incomplete_details":null,"output":[`...)
	}
	for i := range r.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = r.appendItem(dst, &r.items[i])
	}
	dst = appendResponseUsage(append(dst, `],"usage":`...), a)
	return append(dst, r.tail...)
}

const contentFilters = `,"content_filters":`

// appendFilters appends what the content filters of Azure have found.
func (r *response) appendFilters(dst []byte) []byte {
	if r.filters == nil {
		return dst
	}
	return append(append(dst, contentFilters...), r.filters...)
}

// appendStart appends the beginning of an object with the id of the answer.
func appendStart(dst []byte, a *engine.Answer, object string) []byte {
	dst = a.ID.AppendAnswer(append(dst, `{"id":"`+prefix...))
	dst = append(append(dst, `","object":"`...), object...)
	return render.AppendInt(append(dst, `","created_at":`...), int(a.Created))
}

const prefix = "resp_"

func appendResponseUsage(dst []byte, a *engine.Answer) []byte {
	dst = render.AppendInt(append(dst, `{"input_tokens":`...), a.PromptTokens)
	dst = render.AppendInt(append(dst, `,"input_tokens_details":{"cached_tokens":`...), a.Cache.Read)
	dst = render.AppendInt(append(dst, `,"cache_write_tokens":`...), a.Cache.Written)
	dst = render.AppendInt(append(dst, `},"output_tokens":`...), a.CompletionTokens)
	dst = render.AppendInt(append(dst, `,"output_tokens_details":{"reasoning_tokens":`...), a.ReasoningTokens)
	dst = render.AppendInt(append(dst, `},"total_tokens":`...), a.PromptTokens+a.CompletionTokens)
	return append(dst, '}')
}

// beginStream prepares the stream of a response.
func (s *Codec) beginStream(r *response) {
	c := r.session
	c.BeginStream(r)
	c.Stream.Extra, c.Stream.Ended = 6*len(r.items), r.cancelled
	if c.Stream.Padded = r.pad; !r.padSet {
		c.Stream.Padded = c.Request.Padded(s.Families.Of(c.BaseModel).Obfuscated)
	}
	if !c.Profile.Immediate() {
		r.copied = append(r.copied, r.request...) // the request may be gone when the response is kept
		r.request = r.copied
	}
}
