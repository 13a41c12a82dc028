package gemini

import (
	"fmt"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// PublisherModels are the listed models as Vertex AI has them, rendered at start.
type PublisherModels struct{ Models }

// publisherModel is how Vertex AI describes a model of a publisher.
type publisherModel struct {
	Name     string `json:"name"`
	Version  string `json:"versionId"`
	Stage    string `json:"launchStage"`
	Template string `json:"publisherModelTemplate"`
}

const publisherModelPrefix = "publishers/google/models/"

// NewPublisherModels renders the models with these names.
func NewPublisherModels(ids []string) *PublisherModels {
	m := &PublisherModels{Models{ids: ids, key: "publisherModels"}}
	for _, id := range ids {
		name := publisherModelPrefix + id
		m.items = append(m.items, render.MustMarshal(publisherModel{
			Name: name, Version: "default", Stage: "GA", Template: "projects/{user-project}/locations/{location}/" + name,
		}))
	}
	m.list = m.page(0, len(ids))
	return m
}

// Get returns the model that the path names.
func (m *PublisherModels) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, "/models/")
	if i := slices.Index(m.ids, string(id)); i >= 0 {
		return m.items[i], nil
	}
	return nil, &apierr.Error{Status: fasthttp.StatusNotFound,
		Message: fmt.Sprintf("Publisher Model `%s%s` was not found or your project does not have access to it.", publisherModelPrefix, id)}
}
