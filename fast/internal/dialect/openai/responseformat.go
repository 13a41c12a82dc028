package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readResponseFormat reads {"type":"json_object"} and {"type":"json_schema",
// "json_schema":{"name","schema"}}; without a schema that is any object. Any other
// type means text.
func readResponseFormat(g *engine.Generator, c *dialect.Session) *apierr.Error {
	q, raw := c.Extras, c.Options[optionResponseFormat]
	if raw == nil {
		return nil
	}
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return in.Reject("response_format", "an object")
	}
	var kind, name, document []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "type":
			kind = in.Raw()
		case "json_schema":
			name, document = NamedSchema(&in)
		default:
			in.Raw()
		}
	}
	var err error
	switch isSchema := string(kind) == `"json_schema"`; {
	case isSchema && document != nil:
		if q.Schema, err = g.Schemas.Get(document); err != nil {
			return ErrResponseFormat("response_format", name, err)
		}
	case isSchema || string(kind) == `"json_object"`:
		q.Object = true
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
