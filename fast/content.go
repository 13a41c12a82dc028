package fast

import (
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/dialect/openrouter"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// content is what answers are made of.
type content struct {
	pool       *pool.Pool
	generator  *engine.Generator
	models     openai.Models
	families   *openai.Families
	openRouter openrouter.API
}

func newContent(c Config, p *pool.Pool, fingerprint []byte) content {
	made := content{
		pool:       p,
		generator:  engine.New(p),
		models:     openai.NewModels(c.Answers.Models, c.accentOf, c.windowOf),
		families:   openai.NewFamilies(fingerprint),
		openRouter: openrouter.New(c.Answers.Models, c.windowOf, fingerprint),
	}
	made.families.Tokens.Tokenizer = p.Tokenizer()
	made.generator.Model = made.models.Items[0].Escaped
	made.generator.Echo, made.generator.SplitNames = c.Answers.Echo, !c.Answers.NoOverrides
	return made
}
