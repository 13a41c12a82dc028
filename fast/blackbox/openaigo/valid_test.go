package openaigo_test

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	weatherSchema = `{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":7},` +
		`"unit":{"enum":["celsius","fahrenheit"]},"note":{"type":"string","pattern":"^[\"\\\\é]{2,9}$"}},"required":["city","days","note"],"additionalProperties":false}`
	mailSchema = `{"type":"object","properties":{"to":{"type":"array","items":{"$ref":"#/$defs/who"},"minItems":1}},"required":["to"],` +
		`"$defs":{"who":{"anyOf":[{"type":"string","format":"email"},{"type":"null"}]}}}`
	flatTools = `[{"type":"function","name":"get_weather","parameters":` + weatherSchema + `},` +
		`{"type":"function","name":"send_mail","parameters":` + mailSchema + `}]`
)

// wantValid wants document to be valid against its schema.
func wantValid(t *testing.T, schema, document string) {
	t.Helper()
	raw, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("x.json", raw); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Errorf("%q is not JSON: %v", document, err)
	} else if err := compiler.MustCompile("x.json").Validate(v); err != nil {
		t.Errorf("%s: %v", document, err)
	}
}

// wantCall wants a call of one of the two tools, with valid arguments.
func wantCall(t *testing.T, name, arguments string) {
	t.Helper()
	switch name {
	case "get_weather":
		wantValid(t, weatherSchema, arguments)
	case "send_mail":
		wantValid(t, mailSchema, arguments)
	default:
		t.Errorf("tool %q was not offered", name)
	}
}
