package fast

import (
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/azure"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/profile"
)

// accentWriters are the writers of errors by accent; nil means the path's own writer.
type accentWriters = [profile.Accents]front.ErrorWriter

// newAccentWriters returns the writers of all accents, and those of the paths that Azure
// shares with Groq.
func newAccentWriters() (all, shared *accentWriters) {
	all, shared = new(accentWriters), new(accentWriters)
	dialects := openai.AccentErrors
	dialects[profile.OpenRouter], dialects[profile.OpenAI] = openrouter.AccentErrors, openai.Dialect
	for accent, d := range dialects {
		if d != nil {
			all[accent] = front.NewErrorWriter(d)
		}
	}
	shared[profile.Groq] = all[profile.Groq]
	return all, shared
}

// accentErrors returns a function that returns the writer of errors at a path. At OpenAI's
// and DeepSeek's paths, and at those that Azure shares with Groq, it goes by the accent of
// the request.
func (s *Server) accentErrors() func(path string, d *dialect.Dialect, own front.ErrorWriter) front.ErrorWriter {
	all, shared := newAccentWriters()
	return func(path string, d *dialect.Dialect, own front.ErrorWriter) front.ErrorWriter {
		switch {
		case d == nil, d == openai.Dialect, d == openai.AccentErrors[profile.DeepSeek]:
			return front.Accented(own, all, s.accentAsked)
		case strings.HasPrefix(path, azure.V1), path == azure.Path:
			return front.Accented(own, shared, s.accentAsked)
		}
		return own
	}
}

func (s *Server) accentAsked(ctx *fasthttp.RequestCtx) profile.Accent {
	return s.accentOf(&ctx.Request)
}

// accentOf returns the accent of a request, as far as it is known: the body may not be
// JSON, or not have been read.
func (s *Server) accentOf(q *fasthttp.Request) profile.Accent {
	now, _ := s.schedule.Load().Now()
	name := s.modelNamed(q.Body())
	if s.config.Answers.NoOverrides {
		return now.Of(name).Accent
	}
	base, settings := behavior.SplitModel(name)
	return behavior.AccentOf(now.Of(base), append(behavior.OverridesIn(&q.Header), settings...))
}
