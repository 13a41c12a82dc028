package cohere

import (
	"bytes"
	"fmt"
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Rerank is the codec that ranks documents.
type Rerank struct {
	dialect.WholeOnly
	Version string // of Cohere's API
	// Shared answers clients of Jina and of vLLM too: with the members of all three.
	Shared bool
}

// Decode reads the request.
func (t *Rerank) Decode(c *dialect.Session) *apierr.Error {
	k := newRanking(c)
	k.returns = t.Shared
	if err := c.DecodeMembers(takeRerankMember); err != nil {
		return t.word(err, c.Body)
	}
	switch {
	case len(c.Inputs) == 0:
		return t.word(badRequest("invalid request: list of documents must not be empty"), nil)
	case isBlank(c, k.query):
		return t.word(badRequest("invalid request: query must not be empty or be only whitespace"), nil)
	}
	query := pool.Tokens(c.Chars(k.query))
	c.PromptTokens = query
	for i := range c.Inputs {
		c.PromptTokens += min(c.Inputs[i].Tokens, k.most)
	}
	return nil
}

// word words an error about the body, unless clients of several providers share the path.
func (t *Rerank) word(e *apierr.Error, body []byte) *apierr.Error {
	if t.Shared {
		return e
	}
	return wordBody(e, body)
}

// Generate scores the documents.
func (*Rerank) Generate(c *dialect.Session) *apierr.Error {
	rankingOf(c).rank()
	return nil
}

// Size returns about how many bytes the answer holds.
func (*Rerank) Size(c *dialect.Session) (int, *apierr.Error) {
	n := resultRoom * len(c.Inputs)
	if rankingOf(c).returns {
		n += len(c.Body)
	}
	return n, nil
}

// takeRerankMember takes a member of the request, and skips those without effect.
func takeRerankMember(c *dialect.Session, key []byte) *apierr.Error {
	k := rankingOf(c)
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "query":
		return takeQuery(c)
	case "documents":
		return takeRanked(c)
	case "top_n":
		n := math.MaxInt
		err := c.In.TakeInt("top_n", &n)
		if k.topN = n; n <= 0 { // vLLM's default is 0
			k.topN = math.MaxInt
		}
		return err
	case "return_documents":
		return c.In.TakeBool("return_documents", &k.returns, k.returns)
	case "max_tokens_per_doc":
		n := math.MaxInt
		err := c.In.TakeInt("max_tokens_per_doc", &n)
		if k.most = n; n <= 0 {
			k.most = math.MaxInt
		}
		return err
	}
	c.In.Raw()
	return nil
}

// takeQuery takes a string, or Jina's {"text"}.
func takeQuery(c *dialect.Session) *apierr.Error {
	k := rankingOf(c)
	k.query = skim.Text{}
	switch c.In.Kind() {
	case skim.String:
		k.query = c.In.String()
		return nil
	case skim.Object:
		text := decode.New(decode.Member(c.In.Raw(), "text"))
		k.query = text.TakeText()
		return nil
	}
	return c.In.TakeNull("query", "a string")
}

// maxDocuments is how many documents are ranked at once.
const maxDocuments = 10_000

// takeRanked takes an array of strings and objects. An object is ranked by its text, or
// else by all that it holds.
func takeRanked(c *dialect.Session) *apierr.Error {
	c.Inputs = c.Inputs[:0]
	if c.In.Kind() != skim.Array {
		return c.In.TakeNull("documents", "an array of strings")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if i == maxDocuments {
			return badRequest("invalid request: number of total max chunks (number of documents * max chunks per doc) must be less than %d", maxDocuments)
		}
		switch c.In.Kind() {
		case skim.String:
			text := c.In.String()
			c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
		case skim.Object:
			raw := c.In.Raw()
			in := engine.Input{JSON: raw, Tokens: pool.Tokens(len(raw))}
			if text := decode.New(decode.Member(raw, "text")); text.Kind() == skim.String {
				said := text.String()
				in.Text, in.Tokens, in.Escaped = said.Raw, pool.Tokens(c.Chars(said)), said.Escaped
			} else if c.Tokenizer != nil {
				in.Tokens = c.Tokenizer.Count(raw)
			}
			c.Inputs = append(c.Inputs, in)
		default:
			return c.In.Reject(fmt.Sprintf("documents[%d]", i), "a string")
		}
	}
	return nil
}

// isBlank reports whether text is empty or only white space.
func isBlank(c *dialect.Session, text skim.Text) bool {
	said := text.Raw
	if text.Escaped {
		c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), said)
		said = c.Scratch
	}
	return len(bytes.TrimSpace(said)) == 0
}
