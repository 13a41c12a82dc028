package fast

import (
	"bytes"
	"net/url"

	"github.com/valyala/fasthttp"
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
}

// modelObject is how the API describes a model.
type modelObject struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
}

func newModels(ids []string) models {
	var m models
	var objects []modelObject
	for _, id := range ids {
		object := modelObject{ID: id, Object: "model", Created: modelsCreated, OwnedBy: "mock-openai"}
		objects = append(objects, object)
		m.items = append(m.items, model{id: []byte(id), escaped: appendEscaped(nil, id), body: mustMarshal(object)})
	}
	m.list = mustMarshal(struct {
		Object string        `json:"object"`
		Data   []modelObject `json:"data"`
	}{"list", objects})
	return m
}

// find returns the rendered model with that id, nil if it is not listed.
func (m *models) find(id []byte) []byte {
	for i := range m.items {
		if bytes.Equal(m.items[i].id, id) {
			return m.items[i].body
		}
	}
	return nil
}

func (s *Server) listModels(ctx *fasthttp.RequestCtx) {
	s.headers.write(ctx, newID())
	ctx.Response.SetBodyRaw(s.models.list)
}

// getModel answers for the model named by everything behind /v1/models/, with
// its slashes and colons percent-escaped or not.
func (s *Server) getModel(ctx *fasthttp.RequestCtx) {
	id := bytes.TrimPrefix(ctx.Request.URI().PathOriginal(), []byte(modelsPath))
	if bytes.IndexByte(id, '%') >= 0 {
		if unescaped, err := url.PathUnescape(string(id)); err == nil {
			id = []byte(unescaped)
		}
	}
	body := s.models.find(id)
	if body == nil {
		s.writeError(ctx, errModelNotFound(id))
		return
	}
	s.headers.write(ctx, newID())
	ctx.Response.SetBodyRaw(body)
}
