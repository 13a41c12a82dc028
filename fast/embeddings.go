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

const (
	smallDimensions = 1536
	largeDimensions = 3072
)

// embeddingCodec is that of embeddings.
type embeddingCodec struct {
	wholeOnly
	pool *pool.Pool
}

// decode reads the request and counts its inputs.
func (*embeddingCodec) decode(c *session) *apierr.Error {
	if err := c.decode(takeEmbedding); err != nil {
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

func takeEmbedding(c *session, key []byte) *apierr.Error {
	switch string(key) {
	case "input":
		return takeFilled(c, "input")
	case "model":
		return c.in.TakeString("model", &c.request.model)
	case "encoding_format":
		return takeFormat(&c.in, &c.request)
	case "dimensions":
		return takeDimensions(&c.in, &c.request)
	}
	c.in.Raw()
	return nil
}

func takeFormat(in *decode.Reader, e *request) *apierr.Error {
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

func takeDimensions(in *decode.Reader, e *request) *apierr.Error {
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

// room is that of the embeddings of c's inputs, unless they are longer than an answer
// may be.
func (*embeddingCodec) room(c *session) (int, *apierr.Error) {
	n := len(c.inputs) * vectorRoom(&c.request, dimensions(c))
	if n > maxAnswer {
		return 0, decode.Invalid("input", fmt.Sprintf("the embeddings would be longer than %d bytes together; send fewer inputs, or ask for base64", maxAnswer))
	}
	return n, nil
}

// dimensions is how many numbers an embedding has.
func dimensions(c *session) int {
	switch {
	case c.request.dimensions > 0:
		return c.request.dimensions
	case bytes.Contains(c.model, []byte("large")):
		return largeDimensions
	}
	return smallDimensions
}

func (e *embeddingCodec) appendAnswer(dst []byte, c *session) []byte {
	n := dimensions(c)
	dst = slices.Grow(dst, len(c.inputs)*vectorRoom(&c.request, n))
	dst = append(dst, `{"object":"list","data":[`...)
	for i := range c.inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = render.AppendInt(append(dst, `{"object":"embedding","index":`...), i)
		dst = append(dst, `,"embedding":`...)
		if hash := hashOf(c, &c.inputs[i]); c.request.base64 {
			dst = append(e.pool.AppendVectorBase64(append(dst, '"'), hash, n), '"')
		} else {
			dst = append(e.pool.AppendVector(append(dst, '['), hash, n), ']')
		}
		dst = append(dst, '}')
	}
	dst = append(append(dst, `],"model":"`...), c.model...)
	dst = render.AppendInt(append(dst, `","usage":{"prompt_tokens":`...), c.promptTokens)
	dst = render.AppendInt(append(dst, `,"total_tokens":`...), c.promptTokens)
	return append(dst, `}}`...)
}

// vectorRoom is what the embedding of one input takes in bytes, rounded up, so that
// an answer to many grows its buffer once.
func vectorRoom(e *request, dimensions int) int {
	const around, text, binary = 64, 14, 6
	if e.base64 {
		return around + binary*dimensions
	}
	return around + text*dimensions
}

// hashOf is the same for the same input, however it was escaped.
func hashOf(c *session, in *input) uint64 {
	switch {
	case in.numbers != nil:
		return pool.Hash(1, in.numbers)
	case !in.escaped:
		return pool.Hash(0, in.text)
	}
	c.scratch = skim.AppendUnescaped(render.Kept(c.scratch), in.text)
	return pool.Hash(0, c.scratch)
}
