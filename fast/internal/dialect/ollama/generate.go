package ollama

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// Generate is the codec of POST /api/generate.
type Generate struct{ Text }

// Decode reads the request. One without a prompt only loads the model.
func (*Generate) Decode(c *dialect.Session) *apierr.Error {
	a := newAnswer(c, &generateForm)
	if err := c.DecodeMembers(takeGenerate); err != nil {
		return wordBody(err, c.Body, "api.GenerateRequest")
	}
	a.settle(len(a.prompt.Raw) == 0)
	c.PromptTokens = pool.Tokens(c.Chars(a.prompt) + c.Chars(a.system) + c.Chars(a.suffix))
	return nil
}

// ReadPrompt tells l the system prompt and the prompt, which is what the user says.
func (*Generate) ReadPrompt(c *dialect.Session, l engine.Listener) {
	a := answerOf(c)
	if a.system.Raw != nil {
		l.Message(engine.RoleSystem)
		l.Text(engine.RoleSystem, a.system)
	}
	l.Message(engine.RoleUser)
	l.Text(engine.RoleUser, a.prompt)
}

// Generate generates the response.
func (t *Generate) Generate(c *dialect.Session) *apierr.Error { return t.generate(c, t) }

func takeGenerate(c *dialect.Session, key []byte) (err *apierr.Error) {
	a := answerOf(c)
	switch string(key) {
	case "prompt":
		a.prompt, err = takeText(c, "GenerateRequest", "prompt")
	case "system":
		a.system, err = takeText(c, "GenerateRequest", "system")
	case "suffix":
		a.suffix, err = takeText(c, "GenerateRequest", "suffix")
	case "raw":
		return takeBool(c, "GenerateRequest", "raw", &a.raw, false)
	default:
		return takeShared(c, "GenerateRequest", key)
	}
	return err
}
