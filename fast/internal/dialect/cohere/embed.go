package cohere

import (
	"bytes"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Embed is the codec of POST /v2/embed.
type Embed struct {
	dialect.WholeOnly
	Pool *pool.Pool
}

// Decode reads the request.
func (*Embed) Decode(c *dialect.Session) *apierr.Error {
	e := newEmbedding(c)
	if err := c.DecodeMembers(takeEmbedMember); err != nil {
		return wordBody(err, c.Body)
	}
	if err := e.readInputs(); err != nil {
		return err
	}
	if e.types == 0 {
		e.types = 1 << floatType
	}
	return e.limit()
}

// Size returns the bytes that the embeddings take, or an error if an answer may not be
// that long.
func (*Embed) Size(c *dialect.Session) (int, *apierr.Error) {
	e, n := embeddingOf(c), 0
	for t := range embeddingTypes {
		if e.wants(embeddingType(t)) {
			n += len(c.Inputs) * roomOf[t] * dimensionsOf(c) / 8
		}
	}
	if n += len(c.Body); n > engine.MaxAnswer {
		return 0, badRequest("invalid request: the embeddings would be longer than %d bytes together", engine.MaxAnswer)
	}
	return n, nil
}

// dimensionsOf returns how many numbers an embedding has: as many as those of the model of
// that name, unless the request says so.
func dimensionsOf(c *dialect.Session) int {
	switch {
	case c.Request.Dimensions > 0:
		return c.Request.Dimensions
	case bytes.Contains(c.Model, []byte("light")):
		return 384
	case bytes.Contains(c.Model, []byte("v3")):
		return 1024
	}
	return 1536
}

// AppendAnswer appends {"id","texts","embeddings",…}.
func (t *Embed) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	e := embeddingOf(c)
	n, _ := t.Size(c)
	dst = slices.Grow(dst, n)
	dst = c.ID.AppendUUID(append(dst, `{"id":"`...))
	dst = append(dst, `","texts":[`...)
	for i := range e.texts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), c.Inputs[i].Text...), '"')
	}
	dst = append(dst, `],"embeddings":{`...)
	first := true
	for of := range embeddingTypes {
		if e.wants(embeddingType(of)) {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = t.appendVectors(dst, c, embeddingType(of))
		}
	}
	dst = append(dst, `},"meta":{"api_version":{"version":"2"},"billed_units":{`...)
	if e.images > 0 {
		dst = append(render.AppendInt(append(dst, `"images":`...), e.images), ',')
	}
	dst = render.AppendInt(append(dst, `"input_tokens":`...), c.PromptTokens)
	return append(dst, `}},"response_type":"embeddings_by_type"}`...)
}

// appendVectors appends the vectors of all inputs in one type, with its name.
func (t *Embed) appendVectors(dst []byte, c *dialect.Session, of embeddingType) []byte {
	dst = append(append(append(dst, '"'), embeddingTypes[of]...), `":[`...)
	n := dimensionsOf(c)
	for i := range c.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = embeddingOf(c).appendVector(dst, t.Pool, hashOf(c, &c.Inputs[i]), n, of)
	}
	return append(dst, ']')
}

// hashOf returns the hash of an input, or of what is left of it if it is truncated.
func hashOf(c *dialect.Session, in *engine.Input) uint64 {
	e := embeddingOf(c)
	if in.JSON == nil && e.cut && in.Tokens == e.most {
		c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), in.Text)
		return pool.Hash(0, e.truncated(c.Scratch))
	}
	return c.HashInput(in)
}
