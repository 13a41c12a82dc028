package fast

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/header"
)

// ofModel wraps of, which describes the model that the path names, so that it also finds
// a model by its name with settings: gpt-4o~ttft=200ms is gpt-4o.
func (s *Server) ofModel(of lookup) lookup {
	if s.config.Answers.NoOverrides {
		return of
	}
	return func(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
		body, unknown := of(ctx)
		if unknown == nil {
			return body, nil
		}
		uri := ctx.URI()
		asked := bytes.Clone(uri.PathOriginal())
		path, settings := behavior.SplitModel(header.Unescaped(asked))
		if settings == nil {
			return nil, unknown
		}
		uri.SetPathBytes(bytes.ReplaceAll(path, []byte("%"), []byte("%25")))
		body, err := of(ctx)
		uri.SetPathBytes(asked) // logs show it
		if err != nil {
			return nil, unknown
		}
		return body, nil
	}
}
