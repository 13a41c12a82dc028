package cohere

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
)

// modelsPath is what the path of a model begins with.
const modelsPath = "/v1/models/"

// Models are the listed models as Cohere describes them, rendered at start.
type Models struct {
	list []byte
	each map[string][]byte
}

// model is the description of a model.
type model struct {
	Name             string   `json:"name"`
	IsDeprecated     bool     `json:"is_deprecated"`
	Endpoints        []string `json:"endpoints"`
	Finetuned        bool     `json:"finetuned"`
	ContextLength    int      `json:"context_length"`
	TokenizerURL     *string  `json:"tokenizer_url"`
	DefaultEndpoints []string `json:"default_endpoints"`
	Features         []string `json:"features"`
}

// contextLength is what models claim whose context window is not limited.
const contextLength = 128_000

// NewModels describes the models of these names.
func NewModels(names []string, windowOf func(name string) window.Size) *Models {
	m, all := &Models{each: map[string][]byte{}}, []model{}
	for _, name := range names {
		all = append(all, model{
			Name: name, Endpoints: []string{"chat", "embed", "rerank"}, ContextLength: windowOf(name).Claim(contextLength), DefaultEndpoints: []string{},
			Features: []string{"json_mode", "json_schema", "logprobs", "reasoning", "strict_tools", "tools", "tool_choice", "vision"},
		})
		m.each[name] = render.MustMarshal(&all[len(all)-1])
	}
	m.list = render.MustMarshal(map[string]any{"models": all})
	return m
}

// All returns the list, on one page.
func (m *Models) All(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return m.list, nil }

// Get returns the model that the path names.
func (m *Models) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	name := header.PathRest(ctx, modelsPath)
	if one := m.each[string(name)]; one != nil {
		return one, nil
	}
	return nil, modelNotFound(name)
}
