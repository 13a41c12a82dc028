package openai

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/profile"
)

// Where models are, and when they were made.
const (
	ModelsPath    = "/v1" + modelsPath
	modelsPath    = "/models/"    // other providers have it below other bases
	ModelsCreated = 1_735_689_600 // 2025-01-01, the same for all: nobody sorts mocks by age
)

// Models are the listed models, rendered at start.
type Models struct {
	list  []byte
	Items []Model
}

// Model is a listed model.
type Model struct {
	ID      []byte
	Escaped []byte // id, JSON-escaped
	body    []byte
	deleted []byte // the answer to DELETE
}

// modelObject is how the API describes a model.
type modelObject struct {
	ID           string `json:"id"`
	Object       string `json:"object"`
	Created      int64  `json:"created"`
	OwnedBy      string `json:"owned_by"`
	*servedModel        // of vLLM
	*modelCard          // of Mistral
}

// modelDeleted is how the API says that a model is gone.
type modelDeleted struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Deleted bool   `json:"deleted"`
}

// servedModel is what else vLLM says of a model.
type servedModel struct {
	Root        string   `json:"root"`
	Parent      *string  `json:"parent"`
	MaxModelLen int      `json:"max_model_len"`
	Permission  []string `json:"permission"`
}

// modelCard is what else Mistral says of a model. Its clients tell models apart by the type.
type modelCard struct {
	Capabilities struct {
		CompletionChat  bool `json:"completion_chat"`
		CompletionFIM   bool `json:"completion_fim"`
		FunctionCalling bool `json:"function_calling"`
		FineTuning      bool `json:"fine_tuning"`
		Vision          bool `json:"vision"`
		Classification  bool `json:"classification"`
	} `json:"capabilities"`
	Name             string   `json:"name"`
	Description      string   `json:"description"`
	MaxContextLength int      `json:"max_context_length"`
	Aliases          []string `json:"aliases"`
	Deprecation      *string  `json:"deprecation"`
	Temperature      float64  `json:"default_model_temperature"`
	Type             string   `json:"type"`
}

func newModelCard(id string, size window.Size) *modelCard {
	card := &modelCard{Name: id, Description: "A mock model.", MaxContextLength: size.Claim(behavior.ServedWindow),
		Aliases: []string{}, Temperature: 0.3, Type: "base"}
	can := &card.Capabilities
	can.CompletionChat, can.CompletionFIM, can.FunctionCalling, can.Vision = true, true, true, true
	return card
}

// NewModels renders the list. A model may have an accent and a context window.
func NewModels(ids []string, accentOf func(id string) profile.Accent, windowOf func(id string) window.Size) Models {
	var m Models
	var objects []modelObject
	for _, id := range ids {
		object := modelObject{ID: id, Object: "model", Created: ModelsCreated, OwnedBy: "mock-openai"}
		switch accentOf(id) {
		case profile.Mistral:
			object.OwnedBy, object.modelCard = "mistralai", newModelCard(id, windowOf(id))
		case profile.VLLM:
			object.OwnedBy, object.servedModel = "vllm", &servedModel{Root: id, MaxModelLen: windowOf(id).Claim(behavior.ServedWindow), Permission: []string{}}
		}
		objects = append(objects, object)
		m.Items = append(m.Items, Model{
			ID:      []byte(id),
			Escaped: render.AppendEscaped(nil, id),
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

// ValidateModels returns an error if the names cannot be listed.
func ValidateModels(ids []string) error {
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

// Find returns the model with that id, nil if it is not listed.
func (m *Models) Find(id []byte) *Model {
	for i := range m.Items {
		if bytes.Equal(m.Items[i].ID, id) {
			return &m.Items[i]
		}
	}
	return nil
}

// Lists reports whether a model is listed. Its name is JSON-escaped, as in a request.
func (m *Models) Lists(escaped []byte) bool {
	return slices.ContainsFunc(m.Items, func(one Model) bool { return bytes.Equal(one.Escaped, escaped) })
}

// All returns the list.
func (m *Models) All(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return m.list, nil }

// Get returns the model that the path names.
func (m *Models) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, modelsPath)
	if found := m.Find(id); found != nil {
		return found.body, nil
	}
	return nil, ModelNotFound(id)
}

// Delete answers that the model is deleted, and keeps it.
func (m *Models) Delete(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, modelsPath)
	if found := m.Find(id); found != nil {
		return found.deleted, nil
	}
	return nil, ModelNotFound(id)
}
