package gemini

import (
	"bytes"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// compileOpenAPI compiles a schema in the form of OpenAPI, which Google has: types may be
// upper-case, and counts may be strings.
func compileOpenAPI(raw []byte) (*schema.Schema, error) { return schema.Compile(asJSONSchema(raw)) }

// compileParameters does the same for what must be an object.
func compileParameters(raw []byte) (*schema.Schema, error) {
	return schema.CompileObject(asJSONSchema(raw))
}

// asJSONSchema returns raw as a JSON Schema. If raw is no JSON, it returns it unchanged.
func asJSONSchema(raw []byte) []byte {
	in := decode.New(raw)
	in.Raw()
	if len(raw) == 0 || in.End() != nil {
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

// appendSchema appends the schema that comes next. What is no schema stays as it is.
func appendSchema(dst []byte, next *decode.Reader) []byte {
	if next.Kind() != skim.Object {
		return append(dst, next.Raw()...)
	}
	raw := next.Raw()
	ordering, schema := member(raw, "propertyOrdering", "property_ordering"), decode.New(raw)
	in := &schema
	dst = append(dst, '{')
	in.Object()
	for i := 0; ; {
		key, ok := in.NextKey()
		if !ok {
			break
		}
		name := string(key)
		if other := keywords[name]; other != "" {
			name = other
		}
		if in.Kind() == skim.Null && name != "default" && name != "example" {
			in.Raw()
			continue
		}
		if i++; i > 1 {
			dst = append(dst, ',')
		}
		if dst = appendName(dst, name); name == "properties" && ordering != nil && in.Kind() == skim.Object {
			dst = appendOrdered(dst, in.Raw(), ordering)
			continue
		}
		dst = appendKeyword(dst, name, in)
	}
	return append(dst, '}')
}

// appendOrdered appends the properties in the order in which ordering names them, and then
// those that it does not name.
func appendOrdered(dst, properties, ordering []byte) []byte {
	dst = append(dst, '{')
	named := map[string]bool{}
	add := func(name string, schema decode.Reader) {
		if named[name] {
			return
		}
		if len(named) > 0 {
			dst = append(dst, ',')
		}
		named[name] = true
		dst = appendSchema(appendName(dst, name), &schema)
	}
	schemas := map[string][]byte{}
	in := decode.New(properties)
	before := in
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		schemas[string(key)] = decode.NullAsNil(in.Raw())
	}
	if names := decode.New(ordering); names.Kind() == skim.Array {
		for names.Array(); names.NextElem(); {
			name := string(skim.AppendUnescaped(nil, names.TakeText().Raw))
			if schema := schemas[name]; schema != nil {
				add(name, decode.New(schema))
			}
		}
	}
	before.Object()
	for key, ok := before.NextKey(); ok; key, ok = before.NextKey() {
		add(string(key), decode.New(before.Raw()))
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
		return append(dst, bytes.ToLower(in.Raw())...)
	case "properties", "$defs", "patternProperties":
		if kind == skim.Object {
			return appendSchemas(dst, in)
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

// appendSchemas appends an object of schemas.
func appendSchemas(dst []byte, in *decode.Reader) []byte {
	dst = append(dst, '{')
	in.Object()
	for i := 0; ; i++ {
		key, ok := in.NextKey()
		if !ok {
			return append(dst, '}')
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSchema(appendName(dst, string(key)), in)
	}
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
