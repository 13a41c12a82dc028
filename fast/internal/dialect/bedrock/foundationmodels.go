package bedrock

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// ModelsPath is the path of the list of models, of Bedrock's control plane.
const ModelsPath = "/foundation-models"

// Models are the listed models, rendered at start.
type Models struct {
	ids    []string
	bodies [][]byte
}

const modelARN = "arn:aws:bedrock:us-east-1::foundation-model/"

// providers are the names of providers by what the ids of their models begin with.
var providers = map[string]string{
	"ai21": "AI21 Labs", "amazon": "Amazon", "anthropic": "Anthropic", "cohere": "Cohere", "deepseek": "DeepSeek", "meta": "Meta",
	"mistral": "Mistral AI", "openai": "OpenAI", "qwen": "Qwen", "stability": "Stability AI", "writer": "Writer",
}

// providerOf returns the name of the provider of a model, or the start of its id, which may
// be all of it.
func providerOf(id string) string {
	first, _, _ := strings.Cut(id, ".")
	if name := providers[first]; name != "" {
		return name
	}
	return first
}

const makesText, makesEmbeddings = "TEXT", "EMBEDDING"

// outputOf returns what a model makes, as its name says.
func outputOf(id string) string {
	if engine.Embeds(id) {
		return makesEmbeddings
	}
	return makesText
}

// NewModels returns the models with these ids. All of them can be used on demand.
func NewModels(ids []string) *Models {
	m := &Models{ids: ids}
	for _, id := range ids {
		m.bodies = append(m.bodies, fmt.Appendf(nil, `{"customizationsSupported":[],"inferenceTypesSupported":["ON_DEMAND"],"inputModalities":["TEXT"],"modelArn":%s,"modelId":%s,`+
			`"modelLifecycle":{"status":"ACTIVE"},"modelName":%[2]s,"outputModalities":[%q],"providerName":%s,"responseStreamingSupported":%t}`,
			render.MustMarshal(modelARN+id), render.MustMarshal(id), outputOf(id), render.MustMarshal(providerOf(id)), outputOf(id) == makesText))
	}
	return m
}

// filters are the parameters of the list, with their allowed values and the value of a model.
var filters = []struct {
	name   string
	values []string
	of     func(id string) string
}{
	{"byCustomizationType", []string{"FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"}, func(string) string { return "" }},
	{"byOutputModality", []string{makesText, "IMAGE", makesEmbeddings}, outputOf},
	{"byInferenceType", []string{"ON_DEMAND", "PROVISIONED"}, func(string) string { return "ON_DEMAND" }},
}

// All returns the models that match the query.
func (m *Models) All(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	q := ctx.QueryArgs()
	for _, f := range filters {
		value := string(q.Peek(f.name))
		if value != "" && !slices.Contains(f.values, value) {
			return nil, invalid(constraint+"satisfy enum value set: [%s]", value, f.name, strings.Join(f.values, ", "))
		}
	}
	var matching [][]byte
	for i, id := range m.ids {
		if matches(q, id) {
			matching = append(matching, m.bodies[i])
		}
	}
	return fmt.Appendf(nil, `{"modelSummaries":[%s]}`, bytes.Join(matching, []byte(","))), nil
}

// matches reports whether a model passes all filters.
func matches(q *fasthttp.Args, id string) bool {
	for _, f := range filters {
		if value := q.Peek(f.name); len(value) > 0 && string(value) != f.of(id) {
			return false
		}
	}
	provider := string(q.Peek("byProvider"))
	return provider == "" || strings.EqualFold(provider, providerOf(id))
}

// Get returns the model that the path names by its id or its ARN.
func (m *Models) Get(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	id := string(header.PathRest(ctx, ModelsPath+"/"))
	if _, name, found := strings.Cut(id, ":foundation-model/"); found {
		id = name
	}
	i := slices.Index(m.ids, id)
	if i < 0 {
		return nil, &apierr.Error{Status: fasthttp.StatusNotFound, Message: exceptions[fasthttp.StatusNotFound].message}
	}
	return fmt.Appendf(nil, `{"modelDetails":%s}`, m.bodies[i]), nil
}
