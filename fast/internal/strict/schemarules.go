package strict

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// What the real API refuses in a JSON Schema: arrays without items in functions, and with
// strict: true everything that its structured outputs do not support.

// functionSchema checks the parameters of a tool.
func functionSchema(v *Validator, given Members) *apierr.Error {
	return refuseFunction(v, given, given.isTrue("strict"))
}

// legacyFunctionSchema checks the parameters of a legacy function.
func legacyFunctionSchema(v *Validator, given Members) *apierr.Error {
	return refuseFunction(v, given, false)
}

func refuseFunction(v *Validator, given Members, isStrict bool) *apierr.Error {
	why := refuseSchema(v, given.Value("parameters"), isStrict)
	if why == "" {
		return nil
	}
	return BadRequest(v.at("parameters"), "invalid_function_parameters", "Invalid schema for function '%s': %s", given.Text("name"), why)
}

// formatSchema checks the schema of a chat answer.
func formatSchema(v *Validator, given Members) *apierr.Error {
	return refuseFormat(v, given, "response_format", "")
}

// textSchema checks the schema of a response.
func textSchema(v *Validator, given Members) *apierr.Error {
	return refuseFormat(v, given, v.at("schema"), "invalid_json_schema")
}

func refuseFormat(v *Validator, given Members, param, code string) *apierr.Error {
	if !given.isTrue("strict") {
		return nil
	}
	why := refuseSchema(v, given.Value("schema"), true)
	if why == "" {
		return nil
	}
	return BadRequest(param, code, "Invalid schema for response_format '%s': %s", given.Text("name"), why)
}

// refuseSchema returns what is wrong with a schema, or "".
func refuseSchema(v *Validator, raw []byte, isStrict bool) (why string) {
	if raw == nil {
		return ""
	}
	v.schemaPath = v.schemaPath[:0]
	walk := schemaWalk{v: v, strict: isStrict}
	root := v.Members(raw)
	defer v.close(root)
	if len(root) == 0 {
		return ""
	}
	if isStrict && !root.is("type", "object") {
		kind := "None"
		if kindOf(root.Value("type")) == skim.String {
			kind = stringOf(root.Value("type"))
		}
		return fmt.Sprintf(`schema must be a JSON Schema of 'type: "object"', got 'type: "%s"'.`, kind)
	}
	return walk.refuse(root)
}
