package fast_test

import (
	"fmt"
	"strings"
	"testing"
)

// schemaRefusals are schemas that strict: true does not allow, with their errors.
var schemaRefusals = []struct{ schema, why string }{
	{`{"type":"array","items":{"type":"string"}}`, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`},
	{`{"$ref":"#/$defs/a","$defs":{}}`, `schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`},
	{`{"type":"object","properties":{}}`, "In context=(), 'additionalProperties' is required to be supplied and to be false."},
	{`{"type":"object","properties":{},"additionalProperties":true}`, "In context=(), 'additionalProperties' is required"},
	{strictObject(`"a":{"type":"object","properties":{}}`), "In context=('properties', 'a'), 'additionalProperties' is required"},
	{strictObject(`"a":{"type":"array","items":{"type":"object","properties":{}}}`), "In context=('properties', 'a', 'items'), 'additionalProperties' is required"},
	{strictObject(`"a":{"anyOf":[{"type":"null"},{"type":"object","properties":{}}]}`), "In context=('properties', 'a', 'anyOf', '1'), 'additionalProperties' is required"},
	{`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}`,
		"In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'."},
	{`{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}`, "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'."},
	{`{"type":"object","properties":{},"required":["a"],"additionalProperties":false}`, "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Extra required key 'a' supplied."},
	{strictObject(`"a":{"type":"array"}`), "In context=('properties', 'a'), array schema missing items."},
	{strictObject(`"a":{"type":["array","null"]}`), "In context=('properties', 'a'), array schema missing items."},
	{strictObject(`"a":{"oneOf":[{"type":"string"}]}`), "In context=('properties', 'a'), 'oneOf' is not permitted."},
	{strictObject(`"a":{"type":"string","minLength":1}`), "In context=('properties', 'a'), 'minLength' is not permitted."},
	{strictObject(`"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}`), "In context=('properties', 'a'), 'uniqueItems' is not permitted."},
	{strictObject(`"a":{"type":"object","propertyNames":{}}`), "In context=('properties', 'a'), 'propertyNames' is not permitted."},
	{strictObject(`"a":{"type":"string","format":"uri"}`), "In context=('properties', 'a'), 'uri' is not a valid format."},
	{strictObject(`"a":{}`), "In context=('properties', 'a'), schema must have a 'type' key."},
	{strictObject(`"a":{"$ref":"#/$defs/b","description":"c"}`), "context=('properties', 'a'), $ref cannot have keywords {'description'}."},
	{strings.TrimSuffix(strictObject(`"a":{"$ref":"#/$defs/b"}`), "}") + `,"$defs":{"b":{"type":"object"}}}`, "In context=('$defs', 'b'), 'additionalProperties' is required"},
}

// strictObject returns a schema that is valid except perhaps for its property a.
func strictObject(property string) string {
	return `{"type":"object","properties":{` + property + `},"required":["a"],"additionalProperties":false}`
}

func TestStrictRefuses_Schemas(t *testing.T) {
	at := refuser(t)
	const chat, responses = "/v1/chat/completions", "/v1/responses"
	ask := `{"model":"m","messages":[{"role":"user","content":"a"}],`
	for _, c := range schemaRefusals {
		function, format := "Invalid schema for function 'f': "+c.why, "Invalid schema for response_format 'f': "+c.why
		at(chat, fmt.Sprintf(ask+`"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":%s}}]}`, c.schema),
			400, `"tools[0].function.parameters"`, `"invalid_function_parameters"`, function)
		at(chat, fmt.Sprintf(ask+`"response_format":{"type":"json_schema","json_schema":{"name":"f","strict":true,"schema":%s}}}`, c.schema),
			400, `"response_format"`, "", format)
		at(responses, fmt.Sprintf(`{"model":"m","input":"a","tools":[{"type":"web_search"},{"type":"function","name":"f","strict":true,"parameters":%s}]}`, c.schema),
			400, `"tools[1].parameters"`, `"invalid_function_parameters"`, function)
		at(responses, fmt.Sprintf(`{"model":"m","input":"a","text":{"format":{"type":"json_schema","name":"f","strict":true,"schema":%s}}}`, c.schema),
			400, `"text.format.schema"`, `"invalid_json_schema"`, format)
	}
	// Arrays of anything no function may have, strict or not.
	loose := `{"type":"object","properties":{"a":{"type":"array"}}}`
	why := "Invalid schema for function 'f': In context=('properties', 'a'), array schema missing items."
	at(chat, ask+`"tools":[{"type":"function","function":{"name":"f","parameters":`+loose+`}}]}`, 400, `"tools[0].function.parameters"`, `"invalid_function_parameters"`, why)
	at(chat, ask+`"functions":[{"name":"f","parameters":`+loose+`}]}`, 400, `"functions[0].parameters"`, `"invalid_function_parameters"`, why)
}
