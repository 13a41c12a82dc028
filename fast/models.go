package fast

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

const (
	modelsPath    = "/v1/models/"
	modelsCreated = 1_735_689_600 // 2025-01-01, the same for all: nobody sorts mocks by age
)

// models are the listed models, rendered at start.
type models struct {
	list  []byte
	items []model
}

type model struct {
	id      []byte
	escaped []byte // id, JSON-escaped
	body    []byte
	deleted []byte // the answer to DELETE
}

// modelObject is how the API describes a model.
type modelObject struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
}

// modelDeleted is how the API says that a model is gone.
type modelDeleted struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Deleted bool   `json:"deleted"`
}

func newModels(ids []string) models {
	var m models
	var objects []modelObject
	for _, id := range ids {
		object := modelObject{ID: id, Object: "model", Created: modelsCreated, OwnedBy: "mock-openai"}
		objects = append(objects, object)
		m.items = append(m.items, model{
			id:      []byte(id),
			escaped: render.AppendEscaped(nil, id),
			body:    render.MustMarshal(object),
			deleted: render.MustMarshal(modelDeleted{ID: id, Object: "model", Deleted: true}),
		})
	}
	m.list = render.MustMarshal(struct {
		Object string        `json:"object"`
		Data   []modelObject `json:"data"`
	}{"list", objects})
	return m
}

// validateModels says what cannot be listed.
func validateModels(ids []string) error {
	if len(ids) == 0 {
		return errors.New("no model is named")
	}
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		switch {
		case id == "":
			return errors.New("the name of a model is empty")
		case !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl):
			return fmt.Errorf("the name of model %q has characters that cannot be shown", id)
		case seen[id]:
			return fmt.Errorf("model %q is listed twice", id)
		}
		seen[id] = true
	}
	return nil
}

// find returns the model with that id, nil if it is not listed.
func (m *models) find(id []byte) *model {
	for i := range m.items {
		if bytes.Equal(m.items[i].id, id) {
			return &m.items[i]
		}
	}
	return nil
}

// all returns the list.
func (m *models) all(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return m.list, nil }

// get returns the model that the path names.
func (m *models) get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, modelsPath)
	if found := m.find(id); found != nil {
		return found.body, nil
	}
	return nil, errModelNotFound(id)
}

// delete says that the model is gone, and keeps it.
func (m *models) delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, modelsPath)
	if found := m.find(id); found != nil {
		return found.deleted, nil
	}
	return nil, errModelNotFound(id)
}
