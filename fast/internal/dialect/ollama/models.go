package ollama

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/window"
	"mock-openai/fast/skim"
)

// Models are the listed models, as Ollama describes them, rendered at start.
type Models struct {
	tags  []byte
	ps    []byte
	shown map[string][]byte

	// WithoutSettings cuts the settings off a name, which is found with them, too.
	WithoutSettings func(name []byte) []byte
}

// details is what Ollama says about a model in all lists.
type details struct {
	ParentModel       string   `json:"parent_model"`
	Format            string   `json:"format"`
	Family            string   `json:"family"`
	Families          []string `json:"families"`
	ParameterSize     string   `json:"parameter_size"`
	QuantizationLevel string   `json:"quantization_level"`
}

// tag is a model in the list.
type tag struct {
	Name       string  `json:"name"`
	Model      string  `json:"model"`
	ModifiedAt string  `json:"modified_at"`
	Size       int64   `json:"size"`
	Digest     string  `json:"digest"`
	Details    details `json:"details"`
}

// process is a model in the list of those that are loaded.
type process struct {
	Name          string  `json:"name"`
	Model         string  `json:"model"`
	Size          int64   `json:"size"`
	Digest        string  `json:"digest"`
	Details       details `json:"details"`
	ExpiresAt     string  `json:"expires_at"`
	SizeVRAM      int64   `json:"size_vram"`
	ContextLength int     `json:"context_length"`
}

// description is a model by itself.
type description struct {
	Modelfile    string         `json:"modelfile"`
	Parameters   string         `json:"parameters"`
	Template     string         `json:"template"`
	Details      details        `json:"details"`
	ModelInfo    map[string]any `json:"model_info"`
	Capabilities []string       `json:"capabilities"`
	ModifiedAt   string         `json:"modified_at"`
}

const (
	modified      = "2025-01-01T00:00:00Z"
	expires       = "2125-01-01T00:00:00Z"
	modelSize     = 4_920_753_328
	contextLength = 131_072 // what models claim whose context window is not limited
)

// NewModels describes the models of these names.
func NewModels(names []string, windowOf func(name string) window.Size) *Models {
	m := &Models{shown: map[string][]byte{}}
	about := details{Format: "gguf", Family: "mock", Families: []string{"mock"}, ParameterSize: "8.0B", QuantizationLevel: "Q4_K_M"}
	list, loaded := []tag{}, []process{}
	for _, name := range names {
		context := windowOf(name).Claim(contextLength)
		digest := fmt.Sprintf("%x", sha256.Sum256([]byte(name)))
		list = append(list, tag{Name: name, Model: name, ModifiedAt: modified, Size: modelSize, Details: about, Digest: digest})
		loaded = append(loaded, process{
			Name: name, Model: name, Size: modelSize, Digest: digest, Details: about, ExpiresAt: expires, SizeVRAM: modelSize, ContextLength: context,
		})
		m.shown[name] = render.MustMarshal(description{
			Modelfile: fmt.Sprintf("FROM %s\nTEMPLATE {{ .Prompt }}\n", name), Parameters: `stop "<|end|>"`, Template: "{{ .Prompt }}",
			Details: about, ModifiedAt: modified, Capabilities: []string{"completion", "tools", "thinking", "vision", "embedding"},
			ModelInfo: map[string]any{
				"general.architecture": "mock", "general.basename": name, "general.parameter_count": int64(8_030_261_312),
				"mock.context_length": context, "mock.embedding_length": modelDimensions([]byte(name)),
			},
		})
	}
	m.tags, m.ps = render.MustMarshal(map[string]any{"models": list}), render.MustMarshal(map[string]any{"models": loaded})
	return m
}

// Tags returns the list.
func (m *Models) Tags(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return m.tags, nil }

// Loaded returns the list of models that are loaded, which are all.
func (m *Models) Loaded(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return m.ps, nil }

// Show returns the model that the request names.
func (m *Models) Show(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	object, err := objectIn(ctx.Request.Body(), "ShowRequest")
	if err != nil {
		return nil, err
	}
	name, err := nameIn(object, "ShowRequest")
	if err != nil {
		return nil, err
	}
	if shown := m.find(name); shown != nil {
		return shown, nil
	}
	return nil, modelNotFound(name)
}

// find returns the description of the model of that name, which is JSON-escaped; nil if it
// is not listed.
func (m *Models) find(name []byte) []byte {
	asked := skim.AppendUnescaped(nil, name)
	for _, name := range [][]byte{asked, m.WithoutSettings(asked)} {
		if shown := m.shown[string(withoutLatest(name))]; shown != nil {
			return shown
		}
	}
	return nil
}

// objectIn returns body, which must be an object, as the server decodes it into the Go type
// request.
func objectIn(body []byte, request string) (object []byte, _ *apierr.Error) {
	in := decode.New(body)
	kind := in.Kind()
	object = in.Raw()
	switch {
	case in.End() != nil:
		return nil, wordBody(decode.ErrBadJSON, body, "")
	case kind != skim.Object:
		return nil, wordBody(decode.ErrNotObject, body, "api."+request)
	}
	return object, nil
}

// nameIn returns the model that a request names, JSON-escaped. The member was once called
// name.
func nameIn(object []byte, request string) (name []byte, _ *apierr.Error) {
	for _, member := range [...]string{"model", "name"} {
		in := decode.New(decode.Member(object, member))
		if kind := in.Kind(); kind != skim.String && kind != skim.Invalid {
			return nil, wrongType(&in, request, member, "string")
		}
		if name = in.TakeText().Raw; len(name) > 0 {
			return name, nil
		}
	}
	return nil, errNoModel
}

// withoutLatest returns a name without the tag that stands for none.
func withoutLatest(name []byte) []byte { return bytes.TrimSuffix(name, []byte(":latest")) }

// Version returns the version of Ollama whose answers these are.
func Version(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return version, nil }

var version = []byte(`{"version":"0.17.4"}`)
