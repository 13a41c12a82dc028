package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readResponseFormat reads {"type":"json_object"} and {"type":"json_schema",
// "json_schema":{"name","schema"}}; without a schema that is any object. Together, Fireworks
// and llama.cpp take {"type":"json_object","schema"}. Any other type means text.
func readResponseFormat(g *engine.Generator, c *dialect.Session) *apierr.Error {
	raw := c.Options[optionResponseFormat]
	if raw == nil {
		return nil
	}
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return in.Reject("response_format", "an object")
	}
	var kind, name, document, inline []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "type":
			kind = in.Raw()
		case "json_schema":
			name, document = NamedSchema(&in)
		case "schema":
			inline = decode.NullAsNil(in.Raw())
		default:
			in.Raw()
		}
	}
	switch string(kind) {
	case `"json_schema"`:
	case `"json_object"`:
		document = inline
	default:
		return nil
	}
	return FollowSchema(g, c.Extras, "response_format", name, document)
}

// FollowSchema has the answer follow the schema of that name, which is JSON-escaped, or be any
// object if document is nil. param is where the request has the schema.
func FollowSchema(g *engine.Generator, q *engine.Extras, param string, name, document []byte) *apierr.Error {
	if document == nil {
		q.Object = true
		return nil
	}
	var err error
	if q.Schema, err = g.Schemas.Get(document); err != nil {
		return errResponseFormat(param, name, err)
	}
	return nil
}

// NamedSchema takes {"name","schema"}, and nothing from any other value; the name
// is JSON-escaped.
func NamedSchema(r *decode.Reader) (name, document []byte) {
	if r.Kind() != skim.Object {
		r.Raw()
		return nil, nil
	}
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "name":
			name = r.TakeText().Raw
		case "schema":
			document = decode.NullAsNil(r.Raw())
		default:
			r.Raw()
		}
	}
	return name, document
}
