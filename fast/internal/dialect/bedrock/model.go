package bedrock

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Listed refuses models that are not listed; nil refuses none.
type Listed func(model []byte) *apierr.Error

// modelIn returns the model that a path names between Path and its last segment. If the
// path has escapes, it is written to buffer, which is returned too.
func (l Listed) modelIn(uri *fasthttp.URI, buffer []byte) (model, _ []byte, err *apierr.Error) {
	model, found := bytes.CutPrefix(uri.PathOriginal(), []byte(Path))
	if !found { // a gateway's own prefix comes before
		_, model, _ = bytes.Cut(model, []byte(Path))
	}
	model = model[:max(bytes.LastIndexByte(model, '/'), 0)]
	if bytes.IndexByte(model, '%') >= 0 {
		buffer = header.AppendUnescaped(buffer[:0], model)
		model = buffer
	}
	if l != nil {
		err = l(model)
	}
	if !render.IsPlain(model) {
		end := len(buffer)
		buffer = render.AppendEscaped(buffer, model)
		model = buffer[end:]
	}
	return model, buffer, err
}
