package openai

import (
	"strconv"
	"sync"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// newVLLM returns the format of vLLM's chats, whose choices say which stop sequence ended
// them.
func newVLLM(fingerprint []byte, tokens *TokenIDs) *Format {
	f := newReasoning(nil, "reasoning_content")
	f.Members = []byte(`","service_tier":null,"system_fingerprint":null,`)
	f.ChunkMembers = []byte(`",`)
	f.Usage, f.Served, f.tokens, f.fingerprint = usageHits, true, tokens, fingerprint
	f.NoReasoning, f.ReadReasoning = `,"reasoning_content":null`, readServedReasoning
	f.Whole.AfterText = `","refusal":null,"annotations":null,"audio":null,"function_call":null,"tool_calls":[],"reasoning_content":null},"logprobs":null,"finish_reason":`
	f.Extras.Members, f.Extras.NoCalls = `,"refusal":null,"annotations":null,"audio":null,"function_call":null`, `,"tool_calls":[]`
	f.Ignored = []int{optionModalities, optionFunctions, optionFunctionCall}
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(dst) }
	f.AppendCallID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(append(dst, "chatcmpl-tool-"...)) }
	return f
}

// newVLLMText returns the format of vLLM's completions. Each event of a stream has all
// members of a choice, also those that are null.
func newVLLMText(fingerprint []byte, tokens *TokenIDs) *Format {
	f := NewTextFormat()
	f.Members = []byte(`","service_tier":null,"system_fingerprint":null,`)
	f.Usage, f.Served, f.tokens, f.fingerprint = usageHits, true, tokens, fingerprint
	f.Tail = `,"prompt_token_ids":null,"token_ids":null`
	f.Unfinished, f.NullsUsage = noStop+f.Tail, true
	f.Extras.Continued += f.Unfinished
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(dst) }
	return f
}

// servedRequest is what a request has for vLLM alone.
type servedRequest struct {
	promptLogprobs []byte // as in the request; nil for none
	kvTransfer     []byte // the same
	guide          guide

	prompts []pool.Article  // if their log probabilities are asked for
	odds    engine.Logprobs // of prompts
}

var servedRequests = sync.Pool{New: func() any { return new(servedRequest) }}

// Release returns r to the pool.
func (r *servedRequest) Release() {
	clear(r.prompts)
	*r = servedRequest{prompts: r.prompts[:0]}
	servedRequests.Put(r)
}

// servedRequestOf returns what c has for vLLM. It makes it if there is none yet.
func servedRequestOf(c *dialect.Session) *servedRequest {
	if c.State == nil {
		c.State = servedRequests.Get().(*servedRequest)
	}
	return c.State.(*servedRequest)
}

// takeServed takes the parameters of vLLM.
func takeServed(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "min_tokens":
		c.Request.MinTokens, _ = strconv.Atoi(string(c.In.Raw()))
		return nil
	case "prompt_logprobs":
		servedRequestOf(c).promptLogprobs = decode.NullAsNil(c.In.Raw())
		return nil
	case "kv_transfer_params":
		servedRequestOf(c).kvTransfer = decode.NullAsNil(c.In.Raw())
		return nil
	case "ignore_eos":
		c.Request.IgnoreEnd = string(c.In.Raw()) == "true"
		return nil
	}
	return takeGuide(c, key)
}

// served returns what c has for vLLM, or nil if it has nothing or another accent.
func served(c *dialect.Session) *servedRequest {
	r, ok := c.State.(*servedRequest)
	if !ok || !c.Encoder.(*Format).Served {
		return nil
	}
	return r
}

// prepareServed checks prompt_logprobs, and makes room for the guide, if vLLM answers c.
func prepareServed(c *dialect.Session) *apierr.Error {
	r := served(c)
	if r == nil {
		return nil
	}
	if r.guide.given() {
		c.WithExtras()
	}
	if r.promptLogprobs == nil {
		return nil
	}
	top, err := strconv.Atoi(string(r.promptLogprobs))
	switch {
	case err != nil || c.Request.Stream && top == 0:
		r.promptLogprobs = nil
	case top < -1:
		return badPromptLogprobs("`prompt_logprobs` must be a positive value or -1.")
	case c.Request.Stream:
		return badPromptLogprobs("`prompt_logprobs` are not available when `stream=True`.")
	default:
		c.WithExtras()
	}
	return nil
}

func badPromptLogprobs(message string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: "prompt_logprobs", Message: message}
}

// readPromptLogprobs reads the prompts if vLLM answers c and their log probabilities are
// asked for. For all that there are, -1, it takes as many as an answer lists at most. It
// cannot read prompts that are token numbers: those have null.
func readPromptLogprobs(c *dialect.Session) {
	r := served(c)
	if r == nil || r.promptLogprobs == nil {
		return
	}
	top, _ := strconv.Atoi(string(r.promptLogprobs))
	if top < 0 || top > engine.MaxTop {
		top = engine.MaxTop
	}
	q := c.Extras
	if r.odds = q.Logprobs.OfPrompt(top, c.PromptTokens*copies(c)); !r.odds.Enabled {
		return
	}
	if len(c.Inputs) == 0 {
		c.Scratch = appendPrompt(c.Scratch[:0], c)
		r.prompts = append(r.prompts, q.Quote(c.Scratch))
		return
	}
	for i := range c.Inputs {
		if c.Inputs[i].JSON != nil {
			r.prompts = append(r.prompts, pool.Article{})
			continue
		}
		c.Scratch = skim.AppendUnescaped(c.Scratch[:0], c.Inputs[i].Text)
		r.prompts = append(r.prompts, q.Quote(c.Scratch))
	}
}

// copies returns how often an answer has the log probabilities of a prompt: once for a
// chat, and in each choice of a completion.
func copies(c *dialect.Session) int {
	if len(c.Inputs) == 0 {
		return 1
	}
	return c.Request.N
}

// servedSize returns about how many bytes are appended for the prompts.
func servedSize(c *dialect.Session) int {
	const candidateSize, blockSize = 80, 8
	r := served(c)
	if r == nil || c.Request.Stream {
		return 0
	}
	n := blockSize * c.PromptTokens / cacheBlock
	if r.odds.Enabled {
		n += candidateSize * max(r.odds.Top, 1) * c.PromptTokens * copies(c)
	}
	return n
}

// appendServed appends the members that only vLLM's answers have.
func (f *Format) appendServed(dst []byte, c *dialect.Session, r *servedRequest) []byte {
	if !f.legacy() {
		dst = append(f.appendPromptLogprobs(dst, &c.Answer, r, 0), `,"prompt_token_ids":null`...)
	}
	dst = append(dst, `,"kv_transfer_params":`...)
	if r != nil && string(decode.Member(r.kvTransfer, "do_remote_decode")) == "true" && c.Choices[0].Finish == engine.FinishLength {
		return f.appendKVTransfer(dst, c)
	}
	return append(dst, `null`...)
}

// appendPromptOf appends what choice i of a completion has of its prompt.
func (f *Format) appendPromptOf(dst []byte, a *engine.Answer, r *servedRequest, i int) []byte {
	if !f.Served || !f.legacy() {
		return dst
	}
	prompt := 0
	if r != nil && len(r.prompts) > 0 {
		prompt = i * len(r.prompts) / len(a.Choices)
	}
	return f.appendPromptLogprobs(dst, a, r, prompt)
}

// appendPromptLogprobs appends an object for each token of prompt i, with a member for
// each candidate, named by its id. The first token has none, since nothing precedes it.
func (f *Format) appendPromptLogprobs(dst []byte, a *engine.Answer, r *servedRequest, i int) []byte {
	dst = append(dst, `,"prompt_logprobs":`...)
	if r == nil || !r.odds.Enabled || r.prompts[i].Tokens() < 0 {
		return append(dst, `null`...)
	}
	var g engine.Candidates
	prompt := r.prompts[i]
	dst = append(dst, '[')
	for at := range prompt.Tokens() {
		if at == 0 {
			dst = append(dst, `null`...)
			continue
		}
		r.odds.Fill(&g, a.ID[0]+uint64(i), prompt, at)
		before := `,{"`
		for i := range g.N {
			dst = strconv.AppendUint(append(dst, before...), f.tokens.idOfEscaped(g.Tokens[i]), 10)
			dst = appendLogprob(append(dst, `":{"logprob":`...), g.Logprobs[i])
			dst = render.AppendInt(append(dst, `,"rank":`...), 1+i)
			dst = append(append(append(dst, `,"decoded_token":"`...), g.Tokens[i]...), `"}`...)
			before = `,"`
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// cacheBlock is the number of tokens in a block of the KV cache.
const cacheBlock = 16

// appendKVTransfer appends what a server that has prefilled the prompt tells the one that
// is to decode: where the blocks of the KV cache are.
func (f *Format) appendKVTransfer(dst []byte, c *dialect.Session) []byte {
	dst = append(dst, `{"do_remote_prefill":true,"do_remote_decode":false,"remote_block_ids":[`...)
	first := 1 + int(c.ID[0]>>44)
	for i := range (c.PromptTokens + cacheBlock - 1) / cacheBlock {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(dst, first+i)
	}
	dst = append(dst, `],"remote_engine_id":"`...)
	dst = render.ID{pool.Hash(0, f.fingerprint), pool.Hash(1, f.fingerprint)}.AppendUUID(dst)
	dst = f.appendID(append(append(dst, `","remote_request_id":"`...), f.ID...), c.ID)
	if f.legacy() {
		dst = append(dst, "-0"...) // of the first prompt
	}
	return append(dst, `","remote_host":"localhost","remote_port":5600,"tp_size":1}`...)
}
