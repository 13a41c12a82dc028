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
	"mock-openai/pool"
)

// newVLLM: choices say which stop sequence ended them.
func newVLLM() *Format {
	f := newReasoning(nil, "reasoning_content")
	f.Members = []byte(`","service_tier":null,"system_fingerprint":null,`)
	f.ChunkMembers = []byte(`",`)
	f.Usage, f.Served = usageHits, true
	f.NoReasoning = `,"reasoning_content":null`
	f.Whole.AfterText = `","refusal":null,"annotations":null,"audio":null,"function_call":null,"tool_calls":[],"reasoning_content":null},"logprobs":null,"finish_reason":`
	f.Extras.Members = `,"refusal":null,"annotations":null`
	f.AppendID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(dst) }
	f.AppendCallID = func(dst []byte, id render.ID) []byte { return id.AppendRequest(append(dst, "chatcmpl-tool-"...)) }
	return f
}

// servedRequest is what a request has for vLLM alone.
type servedRequest struct {
	promptLogprobs []byte // as in the request; nil for none
	kvTransfer     []byte // the same

	prompt pool.Article    // if its log probabilities are asked for
	odds   engine.Logprobs // of prompt
}

var servedRequests = sync.Pool{New: func() any { return new(servedRequest) }}

// Release returns r to the pool.
func (r *servedRequest) Release() {
	*r = servedRequest{}
	servedRequests.Put(r)
}

// servedRequestOf returns what c has for vLLM, made if there is none yet.
func servedRequestOf(c *dialect.Session) *servedRequest {
	if c.State == nil {
		c.State = servedRequests.Get().(*servedRequest)
	}
	return c.State.(*servedRequest)
}

// served returns what c has for vLLM, or nil if it has nothing or another accent.
func served(c *dialect.Session) *servedRequest {
	r, ok := c.State.(*servedRequest)
	if !ok || !c.Encoder.(*Format).Served {
		return nil
	}
	return r
}

// prepareServed checks prompt_logprobs, if vLLM answers c.
func prepareServed(c *dialect.Session) *apierr.Error {
	r := served(c)
	if r == nil {
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

// readPromptLogprobs reads the prompt if vLLM answers c and its log probabilities are asked
// for. For all that there are, -1, it takes as many as an answer lists at most.
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
	if r.odds = q.Logprobs.OfPrompt(top, c.PromptTokens); r.odds.Enabled {
		c.Scratch = appendPrompt(c.Scratch[:0], c)
		at := len(q.Text)
		q.Text = render.AppendEscaped(q.Text, c.Scratch)
		r.prompt = q.Article(q.Text[at:])
	}
}

// servedSize returns about how many bytes appendServed appends for the prompt.
func servedSize(c *dialect.Session) int {
	const candidateSize, blockSize = 80, 8
	r := served(c)
	if r == nil || c.Request.Stream {
		return 0
	}
	n := blockSize * c.PromptTokens / cacheBlock
	if r.odds.Enabled {
		n += candidateSize * max(r.odds.Top, 1) * c.PromptTokens
	}
	return n
}

// appendServed appends the members that only vLLM's answers have.
func (f *Families) appendServed(dst []byte, c *dialect.Session) []byte {
	r := served(c)
	dst = append(dst, `,"prompt_logprobs":`...)
	if r != nil && r.odds.Enabled {
		dst = f.appendPromptLogprobs(dst, c, r)
	} else {
		dst = append(dst, `null`...)
	}
	dst = append(dst, `,"prompt_token_ids":null,"kv_transfer_params":`...)
	if r != nil && string(decode.Member(r.kvTransfer, "do_remote_decode")) == "true" && c.Choices[0].Finish == engine.FinishLength {
		return f.appendKVTransfer(dst, c)
	}
	return append(dst, `null`...)
}

// appendPromptLogprobs appends an object for each token of the prompt, with a member for
// each candidate, named by its id. The first token has none, since nothing precedes it.
func (f *Families) appendPromptLogprobs(dst []byte, c *dialect.Session, r *servedRequest) []byte {
	var g engine.Candidates
	dst = append(dst, '[')
	for at := range max(r.prompt.Tokens(), 0) {
		if at == 0 {
			dst = append(dst, `null`...)
			continue
		}
		r.odds.Fill(&g, c.ID[0], r.prompt, at)
		before := `,{"`
		for i := range g.N {
			dst = strconv.AppendUint(append(dst, before...), f.Tokens.idOfEscaped(g.Tokens[i]), 10)
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
func (f *Families) appendKVTransfer(dst []byte, c *dialect.Session) []byte {
	dst = append(dst, `{"do_remote_prefill":true,"do_remote_decode":false,"remote_block_ids":[`...)
	first := 1 + int(c.ID[0]>>44)
	for i := range (c.PromptTokens + cacheBlock - 1) / cacheBlock {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(dst, first+i)
	}
	dst = append(dst, `],"remote_engine_id":"`...)
	dst = render.ID{pool.Hash(0, f.Fingerprint), pool.Hash(1, f.Fingerprint)}.AppendUUID(dst)
	dst = c.ID.AppendRequest(append(dst, `","remote_request_id":"`+completionPrefix...))
	return append(dst, `","remote_host":"localhost","remote_port":5600,"tp_size":1}`...)
}
