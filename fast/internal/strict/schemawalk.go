package strict

import (
	"fmt"
	"slices"
	"strings"

	"mock-openai/fast/skim"
)

// schemaWalk walks a schema. path is its current position.
type schemaWalk struct {
	v      *Validator
	strict bool
	path   []string
}

// in returns the current position as the API writes it.
func (s *schemaWalk) in() string {
	quoted := make([]string, len(s.path))
	for i, name := range s.path {
		quoted[i] = "'" + name + "'"
	}
	comma := ""
	if len(quoted) == 1 {
		comma = ","
	}
	return "context=(" + strings.Join(quoted, ", ") + comma + ")"
}

func (s *schemaWalk) wrong(format string, args ...any) string {
	return "In " + s.in() + ", " + fmt.Sprintf(format, args...)
}

// unsupported are the keywords that a strict schema must not have.
var unsupported = []string{
	"oneOf", "allOf", "not", "if", "then", "else",
	"dependentRequired", "dependentSchemas", "propertyNames", "patternProperties", "minProperties", "maxProperties", "unevaluatedProperties",
	"contains", "minContains", "maxContains", "uniqueItems", "unevaluatedItems", "prefixItems",
	"minLength", "maxLength",
}

// formats are the formats that a strict schema may use.
var formats = []string{"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}

// refuse returns what is wrong with the schema that has these members, or "".
func (s *schemaWalk) refuse(schema Members) string {
	if s.strict {
		if why := s.refuseStrict(schema); why != "" {
			return why
		}
	}
	if hasType(schema, "array") && schema.Value("items") == nil {
		return s.wrong("array schema missing items.")
	}
	return s.refuseInside(schema)
}

func (s *schemaWalk) refuseStrict(schema Members) string {
	if schema.Value("$ref") != nil {
		for _, m := range schema {
			if name := string(m.Name); name != "$ref" && name != "$defs" && name != "definitions" {
				return fmt.Sprintf("%s, $ref cannot have keywords {'%s'}.", s.in(), name)
			}
		}
		return ""
	}
	for _, m := range schema {
		if slices.Contains(unsupported, string(m.Name)) {
			return s.wrong("'%s' is not permitted.", m.Name)
		}
	}
	if format := schema.Text("format"); format != nil && !slices.Contains(formats, string(format)) {
		return s.wrong("'%s' is not a valid format.", format)
	}
	if schema.Value("type") == nil && schema.Value("anyOf") == nil && schema.Value("enum") == nil {
		return s.wrong("schema must have a 'type' key.")
	}
	if hasType(schema, "object") {
		return s.refuseObject(schema)
	}
	return ""
}

// refuseObject refuses optional and additional properties.
func (s *schemaWalk) refuseObject(schema Members) string {
	if string(schema.Value("additionalProperties")) != "false" {
		return s.wrong("'additionalProperties' is required to be supplied and to be false.")
	}
	properties := s.v.Members(schema.Value("properties"))
	defer s.v.close(properties)
	required := stringsOf(schema.Value("required"))
	for _, p := range properties {
		if !slices.Contains(required, string(p.Name)) {
			return s.wrong("'required' is required to be supplied and to be an array including every key in properties. Missing '%s'.", p.Name)
		}
	}
	for _, name := range required {
		if properties.Value(name) == nil {
			return s.wrong("'required' is required to be supplied and to be an array including every key in properties. Extra required key '%s' supplied.", name)
		}
	}
	return ""
}

// Keywords whose value is a schema, an array of schemas, or schemas by name.
var (
	schemaKeywords = []string{"items", "additionalProperties", "not", "if", "then", "else", "contains"}
	listKeywords   = []string{"anyOf", "oneOf", "allOf", "prefixItems"}
	tableKeywords  = []string{"properties", "$defs", "definitions", "patternProperties"}
)

// refuseInside checks the schemas inside a schema.
func (s *schemaWalk) refuseInside(schema Members) string {
	for _, m := range schema {
		name, kind := string(m.Name), kindOf(m.Raw)
		why := ""
		switch {
		case kind == skim.Object && slices.Contains(schemaKeywords, name):
			why = s.at(m.Raw, name)
		case kind == skim.Object && slices.Contains(tableKeywords, name):
			why = s.table(m.Raw, name)
		case kind == skim.Array && slices.Contains(listKeywords, name):
			why = s.list(m.Raw, name)
		}
		if why != "" {
			return why
		}
	}
	return ""
}

// at checks the schema that path leads to from the current position.
func (s *schemaWalk) at(raw []byte, path ...string) string {
	if kindOf(raw) != skim.Object {
		return ""
	}
	n := len(s.path)
	s.path = append(s.path, path...)
	schema := s.v.Members(raw)
	why := s.refuse(schema)
	s.v.close(schema)
	s.path = s.path[:n]
	return why
}

func (s *schemaWalk) table(raw []byte, keyword string) string {
	schemas := s.v.Members(raw)
	defer s.v.close(schemas)
	for _, m := range schemas {
		if why := s.at(m.Raw, keyword, string(m.Name)); why != "" {
			return why
		}
	}
	return ""
}

func (s *schemaWalk) list(raw []byte, keyword string) string {
	in := skim.New(raw)
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if why := s.at(in.Raw(), keyword, fmt.Sprint(i)); why != "" {
			return why
		}
	}
	return ""
}

// hasType reports whether a schema allows values of that type.
func hasType(schema Members, name string) bool {
	raw := schema.Value("type")
	return isText(raw, name) || slices.Contains(stringsOf(raw), name)
}

// stringsOf returns the strings of an array.
func stringsOf(raw []byte) (all []string) {
	if kindOf(raw) != skim.Array {
		return nil
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		if each := in.Raw(); kindOf(each) == skim.String {
			all = append(all, stringOf(each))
		}
	}
	return all
}
