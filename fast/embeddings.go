package fast

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// embedding is what a request for embeddings asks for beside its inputs.
type embedding struct {
	dimensions int // 0 means the model's own
	base64     bool
}

const (
	smallDimensions = 1536
	largeDimensions = 3072
)

// embeddingCodec is that of embeddings.
type embeddingCodec struct{ wholeOnly }

func (*embeddingCodec) decode(_ *Server, c *call) *apierr.Error { return c.decodeEmbeddings(c.body) }

func (*embeddingCodec) appendAnswer(s *Server, c *call, dst []byte) []byte {
	return s.appendEmbeddings(dst, c)
}

// decodeEmbeddings reads the request and counts its inputs.
func (c *call) decodeEmbeddings(body []byte) *apierr.Error {
	if err := c.decode(body, (*call).takeEmbedding); err != nil {
		return err
	}
	if len(c.inputs) == 0 {
		return decode.Missing("input")
	}
	for i := range c.inputs {
		if c.inputs[i].tokens == 0 {
			return decode.Invalid("input", "input cannot be an empty string")
		}
		c.promptTokens += c.inputs[i].tokens
	}
	return nil
}

func (c *call) takeEmbedding(key []byte) *apierr.Error {
	switch string(key) {
	case "input":
		return c.takeFilled("input")
	case "model":
		return c.in.TakeString("model", &c.request.model)
	case "encoding_format":
		return c.embedding.takeFormat(&c.in)
	case "dimensions":
		return c.embedding.takeDimensions(&c.in)
	}
	c.in.Raw()
	return nil
}

func (e *embedding) takeFormat(in *decode.Reader) *apierr.Error {
	var format []byte
	if err := in.TakeString("encoding_format", &format); err != nil {
		return err
	}
	e.base64 = string(format) == "base64"
	if !e.base64 && format != nil && string(format) != "float" {
		return decode.Invalid("encoding_format", "expected 'float' or 'base64'")
	}
	return nil
}

func (e *embedding) takeDimensions(in *decode.Reader) *apierr.Error {
	e.dimensions = 0
	if in.Kind() == skim.Null {
		in.Raw()
		return nil
	}
	if err := in.TakeInt("dimensions", &e.dimensions); err != nil {
		return err
	}
	if e.dimensions < 1 { // worded by the real API unlike all else
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("%d is less than the minimum of 1 - 'dimensions'", e.dimensions)}
	}
	return decode.CheckRange("dimensions", e.dimensions, 1, pool.MaxDimensions)
}

// reserve takes the memory for the embeddings of c's inputs, unless they
// are longer than an answer may be.
func (*embeddingCodec) reserve(s *Server, c *call) *apierr.Error {
	n := len(c.inputs) * c.embedding.room(c.dimensions())
	if n > maxAnswer {
		return decode.Invalid("input", fmt.Sprintf("the embeddings would be longer than %d bytes together; send fewer inputs, or ask for base64", maxAnswer))
	}
	return s.reserve(c, n)
}

// dimensions is how many numbers an embedding has.
func (c *call) dimensions() int {
	switch {
	case c.embedding.dimensions > 0:
		return c.embedding.dimensions
	case bytes.Contains(c.model, []byte("large")):
		return largeDimensions
	}
	return smallDimensions
}

// appendEmbeddings appends the whole answer.
func (s *Server) appendEmbeddings(dst []byte, c *call) []byte {
	n := c.dimensions()
	dst = slices.Grow(dst, len(c.inputs)*c.embedding.room(n))
	dst = append(dst, `{"object":"list","data":[`...)
	for i := range c.inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"object":"embedding","index":`...), i)
		dst = append(dst, `,"embedding":`...)
		if hash := c.hash(&c.inputs[i]); c.embedding.base64 {
			dst = append(s.pool.AppendVectorBase64(append(dst, '"'), hash, n), '"')
		} else {
			dst = append(s.pool.AppendVector(append(dst, '['), hash, n), ']')
		}
		dst = append(dst, '}')
	}
	dst = append(append(dst, `],"model":"`...), c.model...)
	dst = render.AppendInt(append(dst, `","usage":{"prompt_tokens":`...), c.promptTokens)
	dst = render.AppendInt(append(dst, `,"total_tokens":`...), c.promptTokens)
	return append(dst, `}}`...)
}

// room is what the embedding of one input takes in bytes, rounded up, so that
// an answer to many grows its buffer once.
func (e *embedding) room(dimensions int) int {
	const around, text, binary = 64, 14, 6
	if e.base64 {
		return around + binary*dimensions
	}
	return around + text*dimensions
}

// hash is the same for the same input, however it was escaped.
func (c *call) hash(in *input) uint64 {
	switch {
	case in.numbers != nil:
		return pool.Hash(1, in.numbers)
	case !in.escaped:
		return pool.Hash(0, in.text)
	}
	c.scratch = skim.AppendUnescaped(render.Kept(c.scratch), in.text)
	return pool.Hash(0, c.scratch)
}
