package strict

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"mock-openai/fast/skim"
)

// schemaWalk walks a schema. v.schemaPath is its current position.
type schemaWalk struct {
	v      *Validator
	strict bool
}

// in returns the current position as the API writes it.
func (s *schemaWalk) in() string {
	quoted := make([]string, len(s.v.schemaPath))
	for i, step := range s.v.schemaPath {
		switch {
		case step.name != "":
			quoted[i] = "'" + step.name + "'"
		case step.given != nil:
			quoted[i] = "'" + string(step.given) + "'"
		default:
			quoted[i] = fmt.Sprintf("'%d'", step.index)
		}
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

// besideRef are the keywords that a strict schema with a $ref may have.
var besideRef = []string{"$ref", "$defs", "definitions"}

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
			if known(besideRef, m.Name) == "" {
				return fmt.Sprintf("%s, $ref cannot have keywords {'%s'}.", s.in(), m.Name)
			}
		}
		return ""
	}
	for _, m := range schema {
		if known(unsupported, m.Name) != "" {
			return s.wrong("'%s' is not permitted.", m.Name)
		}
	}
	if format := schema.Text("format"); format != nil && known(formats, format) == "" {
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
	required := s.v.Texts(schema.Value("required"))
	defer s.v.closeTexts(required)
	listed := func(name []byte) bool {
		return slices.ContainsFunc(required, func(other []byte) bool { return bytes.Equal(other, name) })
	}
	defined := func(name []byte) bool { return properties.Value(string(name)) != nil }
	if len(required) > manyNames {
		listed, defined = indexNames(properties, required)
	}
	for _, p := range properties {
		if !listed(p.Name) {
			return s.wrong("'required' is required to be supplied and to be an array including every key in properties. Missing '%s'.", p.Name)
		}
	}
	for _, name := range required {
		if !defined(name) {
			return s.wrong("'required' is required to be supplied and to be an array including every key in properties. Extra required key '%s' supplied.", name)
		}
	}
	return ""
}

// manyNames are too many to look at all of them for each property: 40,000 take 12 s. Fewer
// are not worth the memory of maps.
const manyNames = 128

// indexNames returns functions that report whether a name is among required, and whether it is that
// of a property.
func indexNames(properties Members, required [][]byte) (listed, defined func(name []byte) bool) {
	names := make(map[string]bool, len(required))
	for _, name := range required {
		names[string(name)] = true
	}
	values := make(map[string]bool, len(properties))
	for _, p := range properties {
		values[string(p.Name)] = !p.isNull()
	}
	return func(name []byte) bool { return names[string(name)] }, func(name []byte) bool { return values[string(name)] }
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
		why := ""
		switch kindOf(m.Raw) {
		case skim.Object:
			if keyword := known(schemaKeywords, m.Name); keyword != "" {
				why = s.at(m.Raw, pathStep{name: keyword})
			} else if keyword := known(tableKeywords, m.Name); keyword != "" {
				why = s.table(m.Raw, keyword)
			}
		case skim.Array:
			if keyword := known(listKeywords, m.Name); keyword != "" {
				why = s.list(m.Raw, keyword)
			}
		}
		if why != "" {
			return why
		}
	}
	return ""
}

// known returns the keyword of that name, or "".
func known(keywords []string, name []byte) string {
	for _, keyword := range keywords {
		if keyword == string(name) {
			return keyword
		}
	}
	return ""
}

// maxSchemaSteps is how far from the root schemas are checked. All that is in a schema is read
// again for each schema around it. OpenAI takes ten levels of up to two steps.
const maxSchemaSteps = 32

// at checks the schema one step from the current position.
func (s *schemaWalk) at(raw []byte, step pathStep) string {
	if kindOf(raw) != skim.Object || len(s.v.schemaPath) >= maxSchemaSteps {
		return ""
	}
	s.v.schemaPath = append(s.v.schemaPath, step)
	schema := s.v.Members(raw)
	why := s.refuse(schema)
	s.v.close(schema)
	s.leave()
	return why
}

// leave goes back by one step.
func (s *schemaWalk) leave() { s.v.schemaPath = s.v.schemaPath[:len(s.v.schemaPath)-1] }

func (s *schemaWalk) table(raw []byte, keyword string) string {
	schemas := s.v.Members(raw)
	defer s.v.close(schemas)
	s.v.schemaPath = append(s.v.schemaPath, pathStep{name: keyword})
	defer s.leave()
	for _, m := range schemas {
		if why := s.at(m.Raw, pathStep{given: m.Name}); why != "" {
			return why
		}
	}
	return ""
}

func (s *schemaWalk) list(raw []byte, keyword string) string {
	s.v.schemaPath = append(s.v.schemaPath, pathStep{name: keyword})
	defer s.leave()
	in := skim.New(raw)
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if why := s.at(in.Raw(), pathStep{index: i}); why != "" {
			return why
		}
	}
	return ""
}

// hasType reports whether a schema allows values of that type.
func hasType(schema Members, name string) bool {
	raw := schema.Value("type")
	if kindOf(raw) != skim.Array {
		return isText(raw, name)
	}
	in := skim.New(raw)
	for in.Array(); in.NextElem(); {
		if isText(in.Raw(), name) {
			return true
		}
	}
	return false
}
