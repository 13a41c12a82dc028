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

// refuse says what the real API refuses of a request that can be answered all the same.
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
	if err := refuseNames(member(c.Body, "generationConfig", "generation_config"), "generation_config", configNames); err != nil {
		return err
	}
	return refuseContents(decode.Member(c.Body, "contents"))
}

// refuseNames refuses the members of an object that no field has the name of.
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

// camelCase is a name in the other spelling that protobuf's JSON takes.
func camelCase(name string) string {
	words := strings.Split(strings.TrimPrefix(name, "_"), "_")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// refuseContents refuses contents without parts, and roles that nobody has.
func refuseContents(raw []byte) *apierr.Error {
	contents := decode.New(raw)
	if contents.Kind() != skim.Array {
		contents = decode.New(append(append([]byte{'['}, raw...), ']'))
	}
	n := 0
	contents.Array()
	for ; contents.NextElem(); n++ {
		content := contents.Raw()
		parts := decode.New(decode.Member(content, "parts"))
		if empty := parts.Kind() != skim.Object; empty {
			if parts.Kind() == skim.Array {
				parts.Array()
				empty = !parts.NextElem()
			}
			if empty {
				return badField(fmt.Sprintf("GenerateContentRequest.contents[%d].parts", n), "contents.parts must not be empty.")
			}
		}
		switch string(decode.Member(content, "role")) {
		case "", `""`, `"user"`, `"model"`, `"function"`:
		default:
			return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Please use a valid role: user, model."}
		}
	}
	if n == 0 {
		return badField("GenerateContentRequest.contents", "contents is not specified")
	}
	return nil
}
