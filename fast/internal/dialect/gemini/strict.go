package gemini

import (
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/skim"
)

// requestNames are the members of a request for contents, and configNames those of
// generationConfig, as Google's clients have them.
var (
	requestNames = strings.Fields("model contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent labels serviceTier store modelArmorConfig")
	configNames  = strings.Fields("audioTimestamp audioTranscriptionConfig candidateCount enableAffectiveDialog enableEnhancedCivicAnswers " +
		"frequencyPenalty imageConfig logprobs maxOutputTokens mediaResolution modelSelectionConfig presencePenalty responseFormat responseJsonSchema " +
		"responseLogprobs responseMimeType responseModalities responseSchema routingConfig seed speechConfig stopSequences temperature " +
		"thinkingConfig topK topP translationConfig")
)

// refuse returns the error for a request that the real API refuses although it can be read.
func (g *Codec) refuse(c *dialect.Session) *apierr.Error {
	method := "generateContent"
	if g.streams {
		method = "streamGenerateContent"
	}
	if !g.Strict(c.Model) && !g.Strict(c.BaseModel) {
		return modelNotFound(skim.AppendUnescaped(nil, c.Model), "v1beta", method)
	}
	if err := refuseNames(c.Body, "", requestNames); err != nil {
		return err
	}
	config := member(c.Body, "generationConfig", "generation_config")
	if err := refuseNames(config, "generation_config", configNames); err != nil {
		return err
	}
	if err := g.refuseValues(config); err != nil {
		return err
	}
	if err := g.refuseContents(decode.Member(c.Body, "contents")); err != nil {
		return err
	}
	if err := refuseTools(decode.Member(c.Body, "tools")); err != nil {
		return err
	}
	return refuseSchema("GenerateContentRequest.generation_config.response_schema", member(config, "responseSchema", "response_schema"))
}

// refuseNames refuses members of an object that are no fields.
func refuseNames(raw []byte, at string, known []string) *apierr.Error {
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return nil
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		if name := string(key); !slices.Contains(known, camelCase(name)) {
			place := ""
			if at != "" {
				place = " at '" + at + "'"
			}
			return &apierr.Error{Status: fasthttp.StatusBadRequest, Param: at,
				Message: fmt.Sprintf("Invalid JSON payload received. Unknown name %q%s: Cannot find field.", name, place)}
		}
		in.Raw()
	}
	return nil
}

// camelCase returns a name in the other spelling that protobuf's JSON takes.
func camelCase(name string) string {
	words := strings.Split(strings.TrimPrefix(name, "_"), "_")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}
