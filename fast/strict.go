package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/skim"
)

// endpoint is what the real API takes in the body of a request.
type endpoint struct {
	model bool       // one must be named
	first []conflict // looked at before all else
	shape shape
}

// strictly refuses what the real API would refuse, and leaves the rest to next.
// Without Config.Strict it is next itself, and costs nothing.
func (s *Server) strictly(endpoint func() *endpoint, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !s.config.Strict {
		return next
	}
	e := endpoint()
	return func(ctx *fasthttp.RequestCtx) {
		v := acquireValidator()
		err := s.refuse(v, e, ctx.Request.Body())
		releaseValidator(v)
		if err != nil {
			s.writeError(ctx, err)
			return
		}
		next(ctx)
	}
}

// refuse looks at a body in the order in which the real API does: what is
// missing, what is unknown, each parameter, parameters together, the model. A
// body that is not a JSON object is none of its business.
func (s *Server) refuse(v *validator, e *endpoint, body []byte) *apiError {
	in := skim.New(body)
	if in.Kind() != skim.Object {
		return nil
	}
	object := in.Raw()
	if in.End() != nil {
		return nil
	}
	given := v.members(object)
	model := given.value("model")
	if e.model && (model == nil || string(model) == `""`) {
		return errNoModel
	}
	for _, refuse := range e.first {
		if err := refuse(v, given); err != nil {
			return err
		}
	}
	if err := e.shape.refuse(v, given); err != nil {
		return err
	}
	id := given.text("model")
	if model != nil && s.models.find(id) == nil && s.models.find(s.listedName(id)) == nil {
		return errModelNotFound(id)
	}
	return nil
}
