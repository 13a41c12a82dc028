package gemini

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
)

// Compatible is the dialect of the paths below OpenAIPath. Requests and answers are OpenAI's. Errors
// are Google's, each in an array, as public reports show them:
// https://github.com/FuzzAnything/PromptFuzz/issues/42 (an unknown parameter),
// https://github.com/sipeed/picoclaw/issues/2374 (no key),
// https://github.com/Simpleyyt/ai-manus/issues/101 (as OpenAI's client reports it).
var Compatible = &dialect.Dialect{
	Name:        "openai",
	Credential:  header.Bearer,
	Challenge:   Dialect.Challenge,
	Headers:     headers,
	Limits:      Dialect.Limits,
	Translate:   translateCompatible,
	Enclose:     func(envelope []byte, _ *fasthttp.URI) []byte { return inArray(envelope) },
	AppendError: appendError,
}

var errNoHeader = &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Missing or invalid Authorization header."}

// translateCompatible returns the error that Google has in place of one of OpenAI's.
func translateCompatible(e *apierr.Error) *apierr.Error {
	own := *e
	switch {
	case e.Preset:
		return e
	case e.NoModel != "":
		return modelNotFound([]byte(e.NoModel), "v1main", "generateContent")
	case e.Unknown != nil:
		own.Message = strings.Join(unknownNames(e.Unknown), "\n")
		return &own
	}
	return translated(e, errNoHeader, errBadKey)
}

// unknownNames returns the message for each name of an unknown field.
func unknownNames(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = fmt.Sprintf("Invalid JSON payload received. Unknown name %q: Cannot find field.", name)
	}
	return all
}
