package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/strict"
	"mock-openai/fast/profile"
)

// refuses returns the function that checks requests to e under Config.Answers.Strict, or nil
// if nothing is checked.
func (s *Server) refuses(e *endpoint) func(*fasthttp.Request) *apierr.Error {
	if !s.config.Answers.Strict || e.rules == nil {
		return nil
	}
	own := s.refusesBy(e.rules())
	if e.accents == nil {
		return own
	}
	var all [profile.Accents]func(*fasthttp.Request) *apierr.Error
	for accent, rules := range e.accents() {
		if all[accent] = own; rules != nil {
			all[accent] = s.refusesBy(rules)
		}
	}
	return func(q *fasthttp.Request) *apierr.Error { return all[s.accentOf(q)](q) }
}

func (s *Server) refusesBy(rules *strict.Rules) func(*fasthttp.Request) *apierr.Error {
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

// refuseUnlisted is refuseModel with the error of another provider. listed returns the part of a
// name that has to be listed; nil for all of it.
func (s *Server) refuseUnlisted(unlisted func(id []byte) *apierr.Error, listed func([]byte) []byte) func(id []byte) *apierr.Error {
	return func(id []byte) *apierr.Error {
		if s.refuseModel(id) == nil || listed != nil && s.models.Find(listed(s.withoutSettings(id))) != nil {
			return nil
		}
		return unlisted(id)
	}
}
