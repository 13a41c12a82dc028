package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
)

// refuses returns the function that checks requests to e under Config.Answers.Strict, or nil
// if nothing is checked.
func (s *Server) refuses(e *endpoint) func(*fasthttp.Request) *apierr.Error {
	if !s.config.Answers.Strict || e.rules == nil {
		return nil
	}
	rules := e.rules()
	refuseModel := s.refuseModel
	if rules.Unlisted != nil {
		refuseModel = s.refuseUnlisted(rules.Unlisted, rules.Listed)
	}
	return func(q *fasthttp.Request) *apierr.Error {
		if rules.Headers != nil {
			if err := rules.Headers(&q.Header); err != nil {
				return err
			}
		}
		return rules.Refuse(q.Body(), refuseModel)
	}
}

// refuseModel returns an error for a model that is not listed. Settings in its name are
// ignored.
func (s *Server) refuseModel(id []byte) *apierr.Error {
	if s.models.Find(id) == nil && s.models.Find(s.withoutSettings(id)) == nil {
		return openai.ModelNotFound(id)
	}
	return nil
}

// withoutSettings returns the name of a model without its settings.
func (s *Server) withoutSettings(id []byte) []byte {
	if s.config.Answers.NoOverrides {
		return id
	}
	name, _ := behavior.SplitModel(id)
	return name
}

// refuseUnlisted is refuseModel in the words of another provider. listed returns the part of a
// name that has to be listed; nil for all of it.
func (s *Server) refuseUnlisted(unlisted func(id []byte) *apierr.Error, listed func([]byte) []byte) func(id []byte) *apierr.Error {
	return func(id []byte) *apierr.Error {
		if s.refuseModel(id) == nil || listed != nil && s.models.Find(listed(s.withoutSettings(id))) != nil {
			return nil
		}
		return unlisted(id)
	}
}
