package strict

import "math"

// Rerank returns the rules of ranking for clients of Jina and vLLM, which take members that
// they do not know.
func Rerank() *Rules {
	return &Rules{Model: true, Shape: shape{
		open: true, required: need("query", "documents"),
		parameters: append(texts("model"),
			parameter{"query", stringOr(aString, anObject)},
			parameter{"documents", list("an array", 0, math.MaxInt, stringOr(aString, anObject))},
			parameter{"top_n", integer(0, math.MaxInt)},
			parameter{"return_documents", aBool},
		),
	}}
}
