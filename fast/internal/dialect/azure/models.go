package azure

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// The paths of the lists. A model or a deployment is below its list.
const (
	ModelsPath      = Path + "models"
	DeploymentsPath = Path + "deployments"
)

// Catalog are the listed models as one of Azure's lists describes them, rendered at start.
type Catalog struct {
	path string
	list []byte
	each map[string][]byte
}

// baseModel is how a resource describes a model that it may use.
type baseModel struct {
	Status       string       `json:"status"`
	Capabilities capabilities `json:"capabilities"`
	Lifecycle    string       `json:"lifecycle_status"`
	Deprecation  struct {
		FineTune  int64 `json:"fine_tune"`
		Inference int64 `json:"inference"`
	} `json:"deprecation"`
	ID      string `json:"id"`
	Created int64  `json:"created_at"`
	Updated int64  `json:"updated_at"`
	Object  string `json:"object"`
}

type capabilities struct {
	FineTune       bool `json:"fine_tune"`
	Inference      bool `json:"inference"`
	Completion     bool `json:"completion"`
	ChatCompletion bool `json:"chat_completion"`
	Embeddings     bool `json:"embeddings"`
}

// deployment is how a resource describes a deployment.
type deployment struct {
	Scale struct {
		Type string `json:"scale_type"`
	} `json:"scale_settings"`
	Model   string `json:"model"`
	Owner   string `json:"owner"`
	ID      string `json:"id"`
	Status  string `json:"status"`
	Created int64  `json:"created_at"`
	Updated int64  `json:"updated_at"`
	Object  string `json:"object"`
}

const (
	succeeded  = "succeeded"
	deprecated = 4_891_363_200 // 2125-01-01
)

// NewModels describes the models of these names.
func NewModels(ids []string) *Catalog {
	return newCatalog(ModelsPath, ids, func(id string) any {
		m := baseModel{ID: id, Status: succeeded, Lifecycle: "generally-available", Created: openai.ModelsCreated, Updated: openai.ModelsCreated, Object: "model"}
		embeds := engine.Embeds(id)
		m.Capabilities = capabilities{Inference: true, Completion: !embeds, ChatCompletion: !embeds, Embeddings: embeds}
		m.Deprecation.FineTune, m.Deprecation.Inference = deprecated, deprecated
		return m
	})
}

// NewDeployments describes a deployment of each model, which has its name.
func NewDeployments(ids []string) *Catalog {
	return newCatalog(DeploymentsPath, ids, func(id string) any {
		d := deployment{ID: id, Model: id, Owner: "organization-owner", Status: succeeded, Created: openai.ModelsCreated, Updated: openai.ModelsCreated, Object: "deployment"}
		d.Scale.Type = "standard"
		return d
	})
}

// newCatalog renders what describe returns of each.
func newCatalog(path string, ids []string, describe func(id string) any) *Catalog {
	c := &Catalog{path: path + "/", each: map[string][]byte{}}
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = describe(id)
		c.each[id] = render.MustMarshal(all[i])
	}
	c.list = render.MustMarshal(struct {
		Data   []any  `json:"data"`
		Object string `json:"object"`
	}{all, "list"})
	return c
}

// All returns the list.
func (c *Catalog) All(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return c.list, nil }

// Get returns the one that the path names.
func (c *Catalog) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	if one := c.each[string(header.PathRest(ctx, c.path))]; one != nil {
		return one, nil
	}
	return nil, errNoDeployment
}
