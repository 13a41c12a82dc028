package verify

import (
	"fmt"
	"hash/crc32"

	"mock-openai/pool"
)

// Embeddings is OpenAI's API for vectors.
var Embeddings = &API{
	Name:      "embeddings",
	Model:     "text-embedding-3-small",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/v1/embeddings"),
	body: func(r Request) any {
		body := struct {
			Model    string `json:"model"`
			Input    any    `json:"input"`
			Encoding string `json:"encoding_format,omitempty"`
		}{Model: r.Model, Input: r.Prompt}
		if r.Base64 {
			body.Input, body.Encoding = []string{r.Prompt}, "base64" // ten times as quick to check
		}
		return body
	},
	asksStream: func(string, []byte) bool { return false },
	closing:    numStages,
	read:       (*said).answer,
}

// appendInputs appends the two texts of request number, with the JSON between them.
func (v *Verify) appendInputs(dst []byte, number uint64) []byte {
	number &^= 1
	dst = v.texts.appendText(dst, number, sent)
	return v.texts.appendText(append(dst, `","`...), number+1, sent)
}

// inputTokens returns how many tokens the server counts for the texts of a request.
func (v *Verify) inputTokens(number uint64) int64 {
	number &^= 1
	return int64(pool.Tokens(v.texts.count(number)) + pool.Tokens(v.texts.count(number+1)))
}

// checkVectors checks an answer with embeddings.
func (c *checker) checkVectors() {
	if !c.readVectors() {
		return
	}
	e := &c.embedded
	switch {
	case e.count < 2 || len(e.vectors[0]) < 3 || len(e.vectors[1]) < 3:
		c.fault(MissingText, "two vectors", excerpt(c.body.data, 0))
	case e.count > 2:
		c.fault(Duplicated, "two vectors", fmt.Sprint(e.count))
	case e.indexes == [2]int64{1, 0}:
		c.fault(Reordered, "index 0 before 1", "1 before 0")
	case e.indexes != [2]int64{0, 1}:
		c.fault(ChangedText, "indexes 0 and 1", fmt.Sprint(e.indexes))
	default:
		c.compareVectors()
	}
	switch {
	case c.has(ForeignText):
	case !e.usage.hasUsage:
		c.fault(MissingUsage, c.expectedUsage().String(), "no usage")
	default:
		came := e.usage.usage
		came.completion = 0
		c.checkUsage(came)
	}
}

// readVectors reads the body. It returns false, with a fault, if that is not JSON, or an error
// where none is due.
func (c *checker) readVectors() bool {
	e := &c.embedded
	err := e.read(c.body.data)
	return c.isAnswer(c.body.data, err, e.Offset(), e.failed && c.want.status == 200)
}

// compareVectors compares the vectors with those in the other answer for the same texts.
func (c *checker) compareVectors() {
	var came pair
	for i, raw := range c.embedded.vectors {
		came[i] = crc32.Checksum(raw, castagnoli)
	}
	o := c.vectors.compare(came, c.want.number/2)
	if o.owned {
		c.fault(ForeignText, "vectors of its own", fmt.Sprintf("those of requests #%d and #%d", 2*o.owner, 2*o.owner+1))
		return
	}
	if !o.came || came == o.pair {
		return
	}
	kind := ChangedText
	switch {
	case came == pair{o.pair[1], o.pair[0]}:
		kind = Reordered
	case came[0] != o.pair[0] && came[1] != o.pair[1]: // a change seldom hits both
		kind = ForeignText
	}
	i := 0
	if came[0] == o.pair[0] {
		i = 1
	}
	c.fault(kind, "the vectors that these inputs had in another answer", excerpt(c.embedded.vectors[i], 0))
}
