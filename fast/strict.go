package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
)

// refuses returns what Config.Answers.Strict refuses of a body of e, nil for nothing.
func (s *Server) refuses(e *endpoint) func(body []byte) *apierr.Error {
	if !s.config.Answers.Strict || e.rules == nil {
		return nil
	}
	rules := e.rules()
	return func(body []byte) *apierr.Error { return rules.Refuse(body, s.refuseModel) }
}

// refuseModel refuses a model that is not listed, settings in its name aside.
func (s *Server) refuseModel(id []byte) *apierr.Error {
	name := id
	if !s.config.Answers.NoOverrides {
		name, _ = behavior.SplitModel(id)
	}
	if s.models.Find(id) == nil && s.models.Find(name) == nil {
		return openai.ModelNotFound(id)
	}
	return nil
}
