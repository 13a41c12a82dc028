package openrouter

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
)

// catalog is OpenRouter's list of models, rendered at start.
type catalog struct {
	list []byte
	byID map[string][]byte
}

// listing is how OpenRouter describes a model.
type listing struct {
	ID            string `json:"id"`
	CanonicalSlug string `json:"canonical_slug"`
	Name          string `json:"name"`
	Created       int64  `json:"created"`
	Description   string `json:"description"`
	ContextLength int    `json:"context_length"`
	Architecture  struct {
		Modality         string   `json:"modality"`
		InputModalities  []string `json:"input_modalities"`
		OutputModalities []string `json:"output_modalities"`
		Tokenizer        string   `json:"tokenizer"`
		InstructType     *string  `json:"instruct_type"`
	} `json:"architecture"`
	Pricing struct {
		Prompt     string `json:"prompt"`
		Completion string `json:"completion"`
		Request    string `json:"request"`
		Image      string `json:"image"`
	} `json:"pricing"`
	TopProvider struct {
		ContextLength       int  `json:"context_length"`
		MaxCompletionTokens *int `json:"max_completion_tokens"`
		IsModerated         bool `json:"is_moderated"`
	} `json:"top_provider"`
	PerRequestLimits    *struct{} `json:"per_request_limits"`
	SupportedParameters []string  `json:"supported_parameters"`
	SupportedVoices     []string  `json:"supported_voices"`
	DefaultParameters   *struct{} `json:"default_parameters"`
	Links               struct {
		Details string `json:"details"`
	} `json:"links"`
}

// contextLength is what models claim whose context window is not limited.
const contextLength = 1 << 20

func newListing(id string, size window.Size) listing {
	context := size.Claim(contextLength)
	o := listing{ID: id, CanonicalSlug: id, Name: id, Created: openai.ModelsCreated, Description: "A mock model.", ContextLength: context}
	o.Architecture.Modality = "text->text"
	o.Architecture.InputModalities = []string{"text"}
	o.Architecture.OutputModalities = []string{"text"}
	o.Architecture.Tokenizer = "Other"
	o.Pricing.Prompt = string(appendDollars(nil, promptPrice))
	o.Pricing.Completion = string(appendDollars(nil, completionPrice))
	o.Pricing.Request, o.Pricing.Image = "0", "0"
	o.TopProvider.ContextLength = context
	o.Links.Details = Path + "models/" + id + "/endpoints"
	o.SupportedParameters = []string{"max_tokens", "stop", "seed"}
	return o
}

func newCatalog(models []string, windowOf func(id string) window.Size) catalog {
	c := catalog{byID: map[string][]byte{}}
	var listings []listing
	for _, id := range models {
		o := newListing(id, windowOf(id))
		listings = append(listings, o)
		c.byID[id] = inData(o)
	}
	c.list = render.MustMarshal(newPage(listings))
	return c
}

// page is the list of all models, which has no second page.
type page struct {
	Data  []listing `json:"data"`
	Links struct {
		Next *string `json:"next"`
	} `json:"links"`
	TotalCount int `json:"total_count"`
}

func newPage(all []listing) page { return page{Data: all, TotalCount: len(all)} }

// inData wraps v as OpenRouter does.
func inData(v any) []byte { return fmt.Appendf(nil, `{"data":%s}`, render.MustMarshal(v)) }

// All returns the list.
func (c *catalog) All(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return c.list, nil }

// Get returns the model that the path names.
func (c *catalog) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := header.PathRest(ctx, ModelPath)
	if body := c.byID[string(id)]; body != nil {
		return body, nil
	}
	return nil, openai.ModelNotFound(id)
}

// ModelPath is the path of one model. It is in the singular, unlike that of the list.
const ModelPath = Path + "model/"
