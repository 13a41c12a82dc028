package ollama

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// inOwnWords returns the message of an error that may come from outside of this package.
func inOwnWords(e *apierr.Error) string {
	switch {
	case e.Preset:
		return e.Message
	case e.Status == fasthttp.StatusUnauthorized:
		return "unauthorized"
	case e.Message == apierr.Loading.Message:
		return "unexpected server status: llm server loading model"
	case e.Status == fasthttp.StatusServiceUnavailable:
		return "server busy, please try again.  maximum pending requests exceeded"
	}
	return e.Message
}

func badRequest(message string) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: message}
}

var errNoModel = badRequest("model is required")

// modelNotFound says that the model of that name, which is JSON-escaped, is not there.
func modelNotFound(name []byte) *apierr.Error {
	return &apierr.Error{Status: fasthttp.StatusNotFound, Message: fmt.Sprintf("model '%s' not found", skim.AppendUnescaped(nil, name))}
}

// wrongType says that the value that comes next does not go into a field, in the words of
// encoding/json, which the real server decodes with.
func wrongType(c *decode.Reader, request, field, want string) *apierr.Error {
	kind := c.Kind()
	raw := c.Raw()
	if c.Err() != nil {
		return decode.ErrBadJSON
	}
	return badRequest(fmt.Sprintf("json: cannot unmarshal %s into Go struct field %s.%s of type %s", describe(kind, raw, want), request, field, want))
}

func describe(kind skim.Kind, raw []byte, want string) string {
	switch kind {
	case skim.Object:
		return "object"
	case skim.Array:
		return "array"
	case skim.String:
		return "string"
	case skim.Number:
		if want == "int" {
			return "number " + string(raw)
		}
		return "number"
	}
	return "bool"
}

// wordBody words an error about the body of a request, whose Go type has that name. What
// is not text may be compressed, which others tell.
func wordBody(e *apierr.Error, body []byte, goType string) *apierr.Error {
	if e != decode.ErrBadJSON && e != decode.ErrNotObject {
		return e
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return badRequest("missing request body")
	}
	if e == decode.ErrNotObject {
		return badRequest(fmt.Sprintf("json: cannot unmarshal %s into Go value of type %s", describe(kindOf(body), body, ""), goType))
	}
	var document json.RawMessage // of which nothing is made
	why := json.Unmarshal(body, &document)
	if why == nil || body[0] < ' ' || body[0] >= 0x7f {
		return e
	}
	if why.Error() == "unexpected end of JSON input" {
		return badRequest("unexpected EOF") // the real server reads a stream
	}
	return badRequest(why.Error())
}

func kindOf(raw []byte) skim.Kind {
	c := skim.New(raw)
	return c.Kind()
}
