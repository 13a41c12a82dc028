package openai

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

const (
	smallDimensions = 1536
	largeDimensions = 3072
)

// Embeddings is the codec of POST /v1/embeddings.
type Embeddings struct {
	dialect.WholeOnly
	Pool *pool.Pool
}

// Decode reads the request and counts its inputs.
func (*Embeddings) Decode(c *dialect.Session) *apierr.Error {
	if err := c.DecodeMembers(takeEmbedding); err != nil {
		return err
	}
	if len(c.Inputs) == 0 {
		return decode.Missing("input")
	}
	for i := range c.Inputs {
		if c.Inputs[i].Tokens == 0 {
			return decode.Invalid("input", "input cannot be an empty string")
		}
		c.PromptTokens += c.Inputs[i].Tokens
	}
	return nil
}

func takeEmbedding(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "input":
		return takeFilled(c, "input")
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "encoding_format":
		return takeFormat(&c.In, &c.Request)
	case "dimensions":
		return takeDimensions(&c.In, &c.Request)
	}
	c.In.Raw()
	return nil
}

func takeFormat(in *decode.Reader, e *engine.Request) *apierr.Error {
	var format []byte
	if err := in.TakeString("encoding_format", &format); err != nil {
		return err
	}
	e.Base64 = string(format) == "base64"
	if !e.Base64 && format != nil && string(format) != "float" {
		return decode.Invalid("encoding_format", "expected 'float' or 'base64'")
	}
	return nil
}

func takeDimensions(in *decode.Reader, e *engine.Request) *apierr.Error {
	e.Dimensions = 0
	if in.Kind() == skim.Null {
		in.Raw()
		return nil
	}
	if err := in.TakeInt("dimensions", &e.Dimensions); err != nil {
		return err
	}
	if e.Dimensions < 1 { // the real API words this unlike all else
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("%d is less than the minimum of 1 - 'dimensions'", e.Dimensions)}
	}
	return decode.CheckRange("dimensions", e.Dimensions, 1, pool.MaxDimensions)
}

// Generate settles how many numbers an embedding has.
func (*Embeddings) Generate(c *dialect.Session) *apierr.Error {
	if c.Request.Dimensions == 0 {
		c.Request.Dimensions = dimensions(c)
	}
	return nil
}

// Size returns the bytes that the embeddings take, or an error if an answer may not be
// that long.
func (*Embeddings) Size(c *dialect.Session) (int, *apierr.Error) {
	n := len(c.Inputs) * vectorRoom(&c.Request, c.Request.Dimensions)
	if n > engine.MaxAnswer {
		return 0, decode.Invalid("input", fmt.Sprintf("the embeddings would be longer than %d bytes together; send fewer inputs, or ask for base64", engine.MaxAnswer))
	}
	return n, nil
}

// dimensions returns how many numbers an embedding of the model has.
func dimensions(c *dialect.Session) int {
	known := engine.Dimensions(c.BaseModel)
	switch {
	case known > 0:
		return known
	case bytes.Contains(c.Model, []byte("large")):
		return largeDimensions
	}
	return smallDimensions
}

func (e *Embeddings) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	n := c.Request.Dimensions
	dst = slices.Grow(dst, len(c.Inputs)*vectorRoom(&c.Request, n))
	if c.Profile.Accent == profile.Mistral {
		dst = append(c.ID.AppendRequest(append(dst, `{"id":"`...)), `","object":"list","data":[`...)
	} else {
		dst = append(dst, `{"object":"list","data":[`...)
	}
	backwards := c.Quirks.Has(quirk.UnorderedEmbeddings)
	for i := range c.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		if backwards {
			i = len(c.Inputs) - 1 - i
		}
		dst = render.AppendInt(append(dst, `{"object":"embedding","index":`...), i)
		dst = append(dst, `,"embedding":`...)
		if hash := c.HashInput(&c.Inputs[i]); c.Request.Base64 {
			dst = append(e.Pool.AppendVectorBase64(append(dst, '"'), hash, n), '"')
		} else {
			dst = append(e.Pool.AppendVector(append(dst, '['), hash, n), ']')
		}
		dst = append(dst, '}')
	}
	dst = append(append(dst, `],"model":"`...), c.Model...)
	dst = render.AppendInt(append(dst, `","usage":{"prompt_tokens":`...), c.PromptTokens)
	dst = render.AppendInt(append(dst, `,"total_tokens":`...), c.PromptTokens)
	return append(dst, `}}`...)
}

// Quirks returns the quirks that the answer can have.
func (*Embeddings) Quirks(c *dialect.Session) quirk.Set {
	if len(c.Inputs) < 2 {
		return 0
	}
	return c.Quirks.At(quirk.Embeddings)
}

// vectorRoom returns the bytes that the embedding of one input takes, rounded up, so that
// an answer to many inputs grows its buffer once.
func vectorRoom(e *engine.Request, dimensions int) int {
	const around, text, binary = 64, 14, 6
	if e.Base64 {
		return around + binary*dimensions
	}
	return around + text*dimensions
}
