package gemini

import (
	"bytes"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// compileOpenAPI compiles a schema in the form of OpenAPI, which Google has, or of JSON
// Schema. In both, types may be upper-case, as Gemini CLI sends them, or numbers, and counts may
// be strings.
func compileOpenAPI(raw []byte) (*schema.Schema, error) { return schema.Compile(asJSONSchema(raw)) }

// compileParameters does the same for what must be an object.
func compileParameters(raw []byte) (*schema.Schema, error) {
	return schema.CompileObject(asJSONSchema(raw))
}

// asJSONSchema returns raw as a JSON Schema. If raw is no JSON or too long, it returns it
// unchanged.
func asJSONSchema(raw []byte) []byte {
	in := decode.New(raw)
	in.Raw()
	if len(raw) == 0 || len(raw) > schema.MaxRaw || in.End() != nil {
		return raw
	}
	in = decode.New(raw)
	return appendSchema(nil, &in)
}

// keywords are those with another spelling in proto3.
var keywords = map[string]string{
	"any_of": "anyOf", "min_items": "minItems", "max_items": "maxItems", "min_length": "minLength", "max_length": "maxLength",
	"min_properties": "minProperties", "max_properties": "maxProperties", "additional_properties": "additionalProperties",
	"prefix_items": "prefixItems", "defs": "$defs", "ref": "$ref", "one_of": "oneOf",
}

// appendSchema appends the schema that comes next. What is no schema stays as it is. It reads
// schemas within schemas once, however deep they are.
func appendSchema(dst []byte, in *decode.Reader) []byte {
	if in.Kind() != skim.Object {
		return append(dst, in.Raw()...)
	}
	var properties *table
	var ordering, snakeOrdering []byte
	dst = append(dst, '{')
	in.Object()
	for i := 0; ; {
		key, ok := in.NextKey()
		if !ok {
			break
		}
		name, value := string(key), *in
		switch name {
		case "propertyOrdering":
			ordering = decode.NullAsNil(value.Raw())
		case "property_ordering":
			snakeOrdering = decode.NullAsNil(value.Raw())
		}
		if other := keywords[name]; other != "" {
			name = other
		}
		if in.Kind() == skim.Null && name != "default" && name != "example" && name != "const" {
			in.Raw()
			continue
		}
		if i++; i > 1 {
			dst = append(dst, ',')
		}
		if dst = appendName(dst, name); name != "properties" || in.Kind() != skim.Object {
			dst = appendKeyword(dst, name, in)
			continue
		}
		dst, properties = appendTable(dst, in)
	}
	if ordering == nil {
		ordering = snakeOrdering
	}
	if properties != nil && ordering != nil {
		dst = properties.order(dst, ordering)
	}
	return append(dst, '}')
}

func appendName(dst []byte, name string) []byte {
	return append(render.AppendEscaped(append(dst, '"'), name), `":`...)
}

// appendKeyword appends the value of a keyword.
func appendKeyword(dst []byte, name string, in *decode.Reader) []byte {
	kind := in.Kind()
	switch name {
	case "type":
		return append(dst, schemaTypes.named(bytes.ToLower(in.Raw()))...)
	case "$defs", "definitions", "patternProperties":
		if kind == skim.Object {
			dst, _ = appendTable(dst, in)
			return dst
		}
	case "items", "additionalProperties", "not":
		return appendSchema(dst, in)
	case "anyOf", "allOf", "oneOf", "prefixItems":
		if kind == skim.Array {
			return appendList(dst, in)
		}
	case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
		if kind == skim.String {
			return append(dst, in.String().Raw...)
		}
	}
	return append(dst, in.Raw()...)
}

// appendList appends an array of schemas.
func appendList(dst []byte, in *decode.Reader) []byte {
	dst = append(dst, '[')
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSchema(dst, in)
	}
	return append(dst, ']')
}
