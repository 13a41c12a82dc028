package cohere

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// ranking is the state of a request to rank documents.
type ranking struct {
	session *dialect.Session
	query   skim.Text
	topN    int
	most    int  // tokens of a document
	returns bool // documents are in the answer
	results []result
}

// result is a document with its score.
type result struct {
	index int
	score float32 // 0..1
}

var rankingPool = sync.Pool{New: func() any { return new(ranking) }}

// newRanking returns a ranking for c, which releases it.
func newRanking(c *dialect.Session) *ranking {
	k := rankingPool.Get().(*ranking)
	k.session, k.topN, k.most = c, math.MaxInt, math.MaxInt
	c.State = k
	return k
}

func rankingOf(c *dialect.Session) *ranking { return c.State.(*ranking) }

// Release returns k to the pool. Nothing of it may be used afterwards.
func (k *ranking) Release() {
	*k = ranking{results: render.ClearOrDrop(k.results)}
	rankingPool.Put(k)
}

// rank scores the documents, and sorts them by their scores. A score depends on the query
// and the document alone.
func (k *ranking) rank() {
	c := k.session
	query := c.HashText(k.query.Raw, k.query.Escaped, 0)
	for i := range c.Inputs {
		in := &c.Inputs[i]
		hash := uint64(0)
		if in.Text == nil {
			hash = c.HashJSON(in.JSON, query)
		} else {
			hash = c.HashText(in.Text, in.Escaped, query)
		}
		k.results = append(k.results, result{i, float32(hash>>40) / (1<<24 - 1)})
	}
	slices.SortFunc(k.results, func(a, b result) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.index, b.index))
	})
	k.results = k.results[:min(k.topN, len(k.results))]
}

// resultRoom is about how many bytes a result takes without its document.
const resultRoom = 64

// AppendAnswer appends {"id","results","meta"}, and for clients of Jina and of vLLM
// "object", "model" and "usage" too.
func (t *Rerank) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	k := rankingOf(c)
	n, _ := t.Size(c)
	dst = slices.Grow(dst, n)
	dst = c.ID.AppendUUID(append(dst, `{"id":"`...))
	if t.Shared {
		dst = append(append(append(dst, `","object":"list","model":"`...), c.Model...), `","usage":{"prompt_tokens":`...)
		dst = render.AppendInt(dst, c.PromptTokens)
		dst = render.AppendInt(append(dst, `,"total_tokens":`...), c.PromptTokens)
		dst = append(dst, `},"results":[`...)
	} else {
		dst = append(dst, `","results":[`...)
	}
	for i := range k.results {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = k.appendResult(dst, &k.results[i])
	}
	dst = append(append(dst, `],"meta":{"api_version":{"version":"`...), t.Version...)
	dst = render.AppendInt(append(dst, `"},"billed_units":{"search_units":`...), searchUnits(len(c.Inputs)))
	return append(dst, `}}}`...)
}

// searchUnits returns as how many searches that many documents are billed.
func searchUnits(documents int) int {
	const perUnit = 100
	return (documents + perUnit - 1) / perUnit
}

func (k *ranking) appendResult(dst []byte, r *result) []byte {
	dst = render.AppendInt(append(dst, `{"index":`...), r.index)
	dst = pool.AppendFloat(append(dst, `,"relevance_score":`...), r.score)
	if k.returns {
		dst = appendDocument(append(dst, `,"document":`...), &k.session.Inputs[r.index])
	}
	return append(dst, '}')
}

// appendDocument appends a document: one that came as a text as an object with it.
func appendDocument(dst []byte, in *engine.Input) []byte {
	if in.JSON != nil {
		return append(dst, in.JSON...)
	}
	return append(append(append(dst, `{"text":"`...), in.Text...), `"}`...)
}
