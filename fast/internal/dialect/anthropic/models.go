package anthropic

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
)

// modelsPath is the path below which models are found.
const modelsPath = "/v1/models/"

// Models are the listed models, rendered at start.
type Models struct {
	ids    []string
	bodies [][]byte
	list   []byte
}

// capabilities is the JSON of what every model can do.
const capabilities = `{"batch":{"supported":false},"citations":{"supported":false},"code_execution":{"supported":false},` +
	`"context_management":{"supported":false,"clear_thinking_20251015":null,"clear_tool_uses_20250919":null,"compact_20260112":null},` +
	`"effort":{"supported":true,"low":{"supported":true},"medium":{"supported":true},"high":{"supported":true},"xhigh":{"supported":true},"max":{"supported":true}},` +
	`"image_input":{"supported":true},"pdf_input":{"supported":true},"structured_outputs":{"supported":true},` +
	`"server_tools":{"supported":false,"code_execution":{"supported":false},"web_search":{"supported":false}},` +
	`"thinking":{"supported":true,"types":{"adaptive":{"supported":true},"between_tools":{"supported":false},"disabled":{"supported":true},"enabled":{"supported":true}}}}`

// NewModels returns the models with these ids.
func NewModels(ids []string, windowOf func(id string) window.Size) *Models {
	m := &Models{ids: ids}
	for _, id := range ids {
		name, most := render.MustMarshal(id), "null"
		if n := windowOf(id).Claim(0); n > 0 {
			most = strconv.Itoa(n)
		}
		m.bodies = append(m.bodies, fmt.Appendf(nil, `{"type":"model","id":%s,"display_name":%s,"created_at":"2025-01-01T00:00:00Z",`+
			`"lifecycle":"active","line":null,"deprecated_at":null,"retires_at":null,"max_input_tokens":%s,"max_tokens":null,"capabilities":%s}`, name, name, most, capabilities))
	}
	m.list = m.page(0, len(ids), false)
	return m
}

// page returns the models from..to-1 as a page of the list.
func (m *Models) page(from, to int, more bool) []byte {
	first, last := []byte("null"), []byte("null")
	if from < to {
		first, last = render.MustMarshal(m.ids[from]), render.MustMarshal(m.ids[to-1])
	}
	return fmt.Appendf(nil, `{"data":[%s],"has_more":%t,"first_id":%s,"last_id":%s}`,
		bytes.Join(m.bodies[from:to], []byte(",")), more, first, last)
}

// All returns the list, or the page that the query asks for.
func (m *Models) All(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	q := ctx.QueryArgs()
	if q.Len() == 0 && len(m.ids) <= usualLimit {
		return m.list, nil
	}
	limit := usualLimit
	if q.Has("limit") {
		n, err := q.GetUint("limit")
		if err != nil || n < 1 || n > mostLimit {
			return nil, invalid("limit", "Input should be a valid integer from 1 to %d", mostLimit)
		}
		limit = n
	}
	after, before := m.index(q.Peek("after_id")), m.index(q.Peek("before_id"))
	switch {
	case q.Has("after_id") && after < 0:
		return nil, invalid("after_id", "Invalid model id")
	case q.Has("before_id") && before < 0:
		return nil, invalid("before_id", "Invalid model id")
	case before >= 0:
		from := max(0, before-limit)
		return m.page(from, before, from > 0), nil
	}
	to := min(after+1+limit, len(m.ids))
	return m.page(after+1, to, to < len(m.ids)), nil
}

// How many models are on a page.
const (
	usualLimit = 20
	mostLimit  = 1000
)

// index returns the index of the model with that id, or -1 if it is not listed.
func (m *Models) index(id []byte) int {
	for i := range m.ids {
		if string(id) == m.ids[i] {
			return i
		}
	}
	return -1
}

// Get returns the model that the path names.
func (m *Models) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, modelsPath)
	if i := m.index(id); i >= 0 {
		return m.bodies[i], nil
	}
	return nil, modelNotFound(id)
}

// modelNotFound returns the error for an id that no model has.
func modelNotFound(id []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("model: %s", id)}
}
