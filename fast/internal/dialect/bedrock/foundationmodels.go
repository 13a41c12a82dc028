package bedrock

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
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

// NewModels returns the models with these ids. All of them make text, on demand.
func NewModels(ids []string) *Models {
	m := &Models{ids: ids}
	for _, id := range ids {
		m.bodies = append(m.bodies, fmt.Appendf(nil, `{"customizationsSupported":[],"inferenceTypesSupported":["ON_DEMAND"],"inputModalities":["TEXT"],"modelArn":%s,"modelId":%s,`+
			`"modelLifecycle":{"status":"ACTIVE"},"modelName":%[2]s,"outputModalities":["TEXT"],"providerName":%s,"responseStreamingSupported":true}`,
			render.MustMarshal(modelARN+id), render.MustMarshal(id), render.MustMarshal(providerOf(id))))
	}
	return m
}

// filters are the parameters of the list, with their allowed values and the one that all
// models match, if there is one.
var filters = []struct {
	name    string
	values  []string
	matches string
}{
	{"byCustomizationType", []string{"FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"}, ""},
	{"byOutputModality", []string{"TEXT", "IMAGE", "EMBEDDING"}, "TEXT"},
	{"byInferenceType", []string{"ON_DEMAND", "PROVISIONED"}, "ON_DEMAND"},
}

// All returns the models that match the query.
func (m *Models) All(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	q := ctx.QueryArgs()
	all := true
	for _, f := range filters {
		value := string(q.Peek(f.name))
		if value != "" && !slices.Contains(f.values, value) {
			return nil, invalid(constraint+"satisfy enum value set: [%s]", value, f.name, strings.Join(f.values, ", "))
		}
		all = all && (value == "" || value == f.matches)
	}
	var matching [][]byte
	provider := string(q.Peek("byProvider"))
	for i, id := range m.ids {
		if all && (provider == "" || strings.EqualFold(provider, providerOf(id))) {
			matching = append(matching, m.bodies[i])
		}
	}
	return fmt.Appendf(nil, `{"modelSummaries":[%s]}`, bytes.Join(matching, []byte(","))), nil
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
