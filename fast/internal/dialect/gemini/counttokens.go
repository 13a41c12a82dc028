package gemini

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
)

// CountTokens returns the codec of countTokens.
func (a *API) CountTokens() dialect.Codec { return &countTokens{codec: Codec{API: a}} }

type countTokens struct {
	dialect.WholeOnly
	codec Codec
}

func (t *countTokens) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	return t.codec.ReadURI(c, uri)
}

func (t *countTokens) Decode(c *dialect.Session) *apierr.Error { return t.codec.Decode(c) }

// Unfiltered says that prompts are counted even if a filter would refuse them.
func (*countTokens) Unfiltered() {}

func (*countTokens) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

func (*countTokens) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = render.AppendInt(append(dst, `{"totalTokens":`...), c.PromptTokens)
	dst = append(dst, `,"promptTokensDetails":[{"modality":"TEXT","tokenCount":`...)
	return append(render.AppendInt(dst, c.PromptTokens), `}]}`...)
}
