// Package strict refuses what the real API refuses, by tables of rules.
package strict

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// Rules is what the real API takes in the body of a request.
type Rules struct {
	Model bool       // one must be named
	First []Conflict // looked at before all else
	Shape shape
}

// Refuse says what is wrong with a body, in the order in which the real API looks: what
// is missing, what is unknown, each parameter, parameters together, and the model, which
// is left to refuseModel. A body that is not a JSON object is none of its business.
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
	given := v.Members(object)
	model := given.Value("model")
	if r.Model && (model == nil || string(model) == `""`) {
		return NoModel
	}
	for _, refuse := range r.First {
		if err := refuse(v, given); err != nil {
			return err
		}
	}
	if err := r.Shape.Refuse(v, given); err != nil || model == nil {
		return err
	}
	return refuseModel(given.Text("model"))
}
