package openai

import (
	"cmp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/profile"
)

// AccentErrors has the dialect that words the errors of each accent; nil means OpenAI's.
var AccentErrors = [profile.Accents]*dialect.Dialect{
	profile.DeepSeek: newErrors(appendDeepSeekError, translateDeepSeek),
	profile.Groq:     newErrors(appendGroqError, translateGroq),
	profile.Mistral:  newErrors(appendMistralError, translateMistral),
	profile.VLLM:     newErrors(appendVLLMError, nil),
}

func newErrors(append func([]byte, *apierr.Error, render.ID) []byte, translate func(*apierr.Error) *apierr.Error) *dialect.Dialect {
	d := *Dialect
	d.Challenge, d.AppendError, d.Translate = "Bearer", append, translate
	return &d
}

// words are what an accent says of an error.
type words struct{ message, kind, code string }

// of returns w with what the user has set for e in its place. If w has no message, it gets e's.
func (w words) of(e *apierr.Error) words {
	general := apierr.OfStatus(e.Status)
	if e.OwnKind {
		w.kind = e.Kind
	}
	switch {
	case e.Preset && e.OwnKind:
		w.code = e.Code
	case (e.Preset || e.Message == general.Message) && e.Code != general.Code:
		w.code = cmp.Or(e.Code, w.code)
	}
	if e.Preset || w.message == "" {
		w.message = e.Message
	}
	return w
}

// neutral returns what e says, without the address of OpenAI's documentation.
func neutral(e *apierr.Error) string {
	switch {
	case e.Over != nil, e.Full:
		return apierr.OfStatus(e.Status).Message
	case e == Filtered:
		return "Your prompt was flagged as potentially violating our usage policy."
	}
	return e.Message
}
