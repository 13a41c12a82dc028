// Package strict refuses requests that the real API refuses, by tables of rules.
package strict

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// Rules are the real API's rules for the body of a request.
type Rules struct {
	Model bool       // required
	Named bool       // the path names the model, whatever the body says
	First []Conflict // checked before all else
	Shape shape

	// Headers says what is wrong with the headers; nil for nothing.
	Headers func(h *fasthttp.RequestHeader) *apierr.Error
	// Unlisted refuses a model that is not listed; nil for OpenAI's words.
	Unlisted func(id []byte) *apierr.Error
	// Listed returns the part of a model's name that has to be listed; nil for all of it.
	Listed    func(name []byte) []byte
	Fallbacks string // the member that lists more models; empty for none

	words *words // nil for OpenAI's
}

// Refuse returns the error for a body, or nil. It checks in the order of the real
// API: missing and unknown parameters, each parameter, combinations of parameters,
// and the model, which refuseModel checks. It accepts a body that is not a JSON
// object.
func (r *Rules) Refuse(body []byte, refuseModel func(id []byte) *apierr.Error) *apierr.Error {
	in := skim.New(body)
	if in.Kind() != skim.Object {
		return nil
	}
	object := in.Raw()
	if in.End() != nil {
		return nil
	}
	v := acquireValidator()
	defer releaseValidator(v)
	if v.words = r.words; v.words == nil {
		v.words = &openAI
	}
	given := v.Members(object)
	model := given.Value("model")
	if r.Model && (model == nil || string(model) == `""`) {
		return errNoModel
	}
	for _, refuse := range r.First {
		if err := refuse(v, given); err != nil {
			return err
		}
	}
	if err := r.Shape.Refuse(v, given); err != nil || r.Named {
		return err
	}
	if model != nil {
		if err := refuseModel(given.Text("model")); err != nil {
			return err
		}
	}
	if r.Fallbacks == "" {
		return nil
	}
	return r.refuseFallbacks(given, refuseModel)
}

// refuseFallbacks refuses the models that a request falls back to.
func (r *Rules) refuseFallbacks(given Members, refuseModel func(id []byte) *apierr.Error) *apierr.Error {
	raw := given.Value(r.Fallbacks)
	if raw == nil {
		return nil
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		if err := refuseModel(unescaped(in.Raw())); err != nil {
			return err
		}
	}
	return nil
}
