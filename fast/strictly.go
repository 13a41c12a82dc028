package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/skim"
)

// strictly refuses what the real API would refuse, and leaves the rest to next.
// Without Config.Strict it is next itself, and costs nothing.
func (s *Server) strictly(rules func() *strict.Rules, writeError front.ErrorWriter, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !s.config.Answers.Strict || rules == nil {
		return next
	}
	e := rules()
	return func(ctx *fasthttp.RequestCtx) {
		v := strict.AcquireValidator()
		err := s.refuse(v, e, ctx.Request.Body())
		strict.ReleaseValidator(v)
		if err != nil {
			writeError(ctx, err)
			return
		}
		next(ctx)
	}
}

// refuse looks at a body in the order in which the real API does: what is
// missing, what is unknown, each parameter, parameters together, the model. A
// body that is not a JSON object is none of its business.
func (s *Server) refuse(v *strict.Validator, e *strict.Rules, body []byte) *apierr.Error {
	in := skim.New(body)
	if in.Kind() != skim.Object {
		return nil
	}
	object := in.Raw()
	if in.End() != nil {
		return nil
	}
	given := v.Members(object)
	model := given.Value("model")
	if e.Model && (model == nil || string(model) == `""`) {
		return strict.NoModel
	}
	for _, refuse := range e.First {
		if err := refuse(v, given); err != nil {
			return err
		}
	}
	if err := e.Shape.Refuse(v, given); err != nil {
		return err
	}
	id := given.Text("model")
	if model != nil && s.models.Find(id) == nil && s.models.Find(s.listedName(id)) == nil {
		return openai.ModelNotFound(id)
	}
	return nil
}

// listedName is the name of a model as the list has it: without the settings that
// stand in it.
func (s *Server) listedName(model []byte) []byte {
	if s.config.Answers.NoOverrides {
		return model
	}
	name, _ := behavior.SplitModel(model)
	return name
}
