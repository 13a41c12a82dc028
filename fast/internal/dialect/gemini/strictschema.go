package gemini

import (
	"bytes"
	"cmp"
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// refuseSchema refuses objects without properties, arrays without items, and empty names
// in enums.
func refuseSchema(at string, raw []byte) *apierr.Error {
	in := decode.New(raw)
	if wrong := takeSchema(&in); wrong != nil {
		return badField(at+wrong.at, wrong.why)
	}
	return nil
}

// fault is what is wrong in a schema, and the path from the schema to it.
type fault struct{ at, why string }

// below returns f as what the schema around it has at a path.
func (f *fault) below(path string) *fault { return &fault{path + f.at, f.why} }

// takeSchema takes the next value, a schema, and returns what is wrong with it, or nil. It
// reads schemas within schemas once, however deep they are.
func takeSchema(in *decode.Reader) *fault {
	if in.Kind() != skim.Object {
		in.Raw()
		return nil
	}
	var kind []byte
	var enum, properties, anyOf, snakeAnyOf, items *fault
	named, hasAnyOf, hasItems := false, false, false
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		given := in.Kind() != skim.Null
		switch string(key) {
		case "type":
			kind = in.Raw()
		case "enum":
			enum = takeEnum(in)
		case "properties":
			named, properties = takeProperties(in)
		case "anyOf":
			hasAnyOf, anyOf = given, takeSchemas(in)
		case "any_of":
			snakeAnyOf = takeSchemas(in)
		case "items":
			hasItems, items = given, takeSchema(in).belowItems()
		default:
			in.Raw()
		}
	}
	switch kind := string(schemaTypes.named(bytes.ToLower(kind))); {
	case kind == `"object"` && !named:
		return &fault{".properties", "should be non-empty for OBJECT type"}
	case kind == `"array"` && !hasItems:
		return &fault{".items", "missing field."}
	}
	if !hasAnyOf {
		anyOf = snakeAnyOf
	}
	return cmp.Or(enum, properties, anyOf, items)
}

func (f *fault) belowItems() *fault {
	if f == nil {
		return nil
	}
	return f.below(".items")
}

// takeEnum takes the values of an enum.
func takeEnum(in *decode.Reader) (first *fault) {
	if in.Kind() != skim.Array {
		in.Raw()
		return nil
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if string(in.Raw()) == `""` && first == nil {
			first = &fault{fmt.Sprintf(".enum[%d]", i), "cannot be empty"}
		}
	}
	return first
}

// takeProperties takes schemas by name, and reports whether there are any.
func takeProperties(in *decode.Reader) (any bool, first *fault) {
	if in.Kind() != skim.Object {
		in.Raw()
		return false, nil
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		any = true
		if wrong := takeSchema(in); wrong != nil && first == nil {
			first = wrong.below(fmt.Sprintf(".properties[%s]", key))
		}
	}
	return any, first
}

// takeSchemas takes an array of schemas, or one schema.
func takeSchemas(in *decode.Reader) (first *fault) {
	i := 0
	take := func() {
		if wrong := takeSchema(in); wrong != nil && first == nil {
			first = wrong.below(fmt.Sprintf(".any_of[%d]", i))
		}
		i++
	}
	if in.Kind() != skim.Array {
		take()
		return first
	}
	for in.Array(); in.NextElem(); {
		take()
	}
	return first
}
