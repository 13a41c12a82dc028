package gemini

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strconv"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
)

// ModelsPath is the path of models, and OpenAIPath that of Google's part of OpenAI's API.
const (
	ModelsPath = "/v1beta/models/"
	OpenAIPath = "/v1beta/openai/"
)

// Models are the listed models, rendered at start.
type Models struct {
	key   string // of the array in the list
	list  []byte // all of them
	ids   []string
	items [][]byte
}

// modelObject is how the API describes a model.
type modelObject struct {
	Name        string   `json:"name"`
	Version     string   `json:"version"`
	DisplayName string   `json:"displayName"`
	Description string   `json:"description"`
	Input       int      `json:"inputTokenLimit"`
	Output      int      `json:"outputTokenLimit"`
	Methods     []string `json:"supportedGenerationMethods"`
	Temperature float64  `json:"temperature"`
	TopP        float64  `json:"topP"`
	TopK        int      `json:"topK"`
	Most        float64  `json:"maxTemperature"`
	Thinking    bool     `json:"thinking"`
}

// NewModels renders the models with these names.
func NewModels(ids []string, windowOf func(id string) window.Size) *Models {
	m := &Models{ids: ids, key: "models"}
	for _, id := range ids {
		m.items = append(m.items, render.MustMarshal(modelObject{
			Name: "models/" + id, Version: "001", DisplayName: id, Description: "A model of mock-openai.", Input: windowOf(id).Claim(1 << 20), Output: 1 << 16,
			Methods:     []string{"generateContent", "countTokens", "embedContent", "batchEmbedContents"},
			Temperature: 1, TopP: 0.95, TopK: 64, Most: 2, Thinking: true,
		}))
	}
	m.list = m.page(0, len(ids))
	return m
}

// page renders the models from up to but not including to.
func (m *Models) page(from, to int) []byte {
	page := append([]byte(`{"`+m.key+`":[`), bytes.Join(m.items[from:to], []byte(","))...)
	page = append(page, ']')
	if to < len(m.items) {
		page = append(page, `,"nextPageToken":"`...)
		page = append(base64.RawURLEncoding.AppendEncode(page, strconv.AppendInt(nil, int64(to), 10)), '"')
	}
	return append(page, '}')
}

// All returns the list, or the page of it that a request asks for.
func (m *Models) All(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	query := ctx.Request.URI().QueryString()
	size, token := parameter(query, "pageSize"), parameter(query, "pageToken")
	if len(size) == 0 && len(token) == 0 {
		return m.list, nil
	}
	from, n := 0, len(m.items)
	if len(token) > 0 {
		plain, err := base64.RawURLEncoding.DecodeString(string(token))
		if err == nil {
			from, err = strconv.Atoi(string(plain))
		}
		if err != nil || from < 0 || from > len(m.items) {
			return nil, badField("ListModelsRequest.page_token", "page token is invalid")
		}
	}
	if len(size) > 0 {
		asked, err := strconv.Atoi(string(size))
		if err != nil || asked < 0 {
			return nil, badField("ListModelsRequest.page_size", "page size must not be negative")
		}
		if asked > 0 {
			n = asked
		}
	}
	return m.page(from, min(from+min(n, len(m.items)), len(m.items))), nil
}

// Get returns the model that the path names.
func (m *Models) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, "/models/")
	if i := slices.Index(m.ids, string(id)); i >= 0 {
		return m.items[i], nil
	}
	return nil, modelNotFound(id, versionIn(ctx.URI().PathOriginal()), "getModel")
}
