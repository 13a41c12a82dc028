package fast

import (
	"fmt"

	"mock-openai/fast/skim"
)

// What the real API refuses of a JSON Schema: arrays of anything in functions,
// and with strict: true all that its models cannot be held to.

// functionSchema looks at the parameters of a tool.
func functionSchema(v *validator, given members) *apiError {
	return refuseFunction(v, given, given.isTrue("strict"))
}

// looseFunction looks at the parameters of a legacy function.
func looseFunction(v *validator, given members) *apiError { return refuseFunction(v, given, false) }

func refuseFunction(v *validator, given members, strict bool) *apiError {
	why := refuseSchema(v, given.value("parameters"), strict)
	if why == "" {
		return nil
	}
	return badRequest(v.at("parameters"), "invalid_function_parameters", "Invalid schema for function '%s': %s", given.text("name"), why)
}

// formatSchema looks at the schema of an answer of chat.
func formatSchema(v *validator, given members) *apiError {
	return refuseFormat(v, given, "response_format", "")
}

// textSchema looks at the schema of a response.
func textSchema(v *validator, given members) *apiError {
	return refuseFormat(v, given, v.at("schema"), "invalid_json_schema")
}

func refuseFormat(v *validator, given members, param, code string) *apiError {
	if !given.isTrue("strict") {
		return nil
	}
	why := refuseSchema(v, given.value("schema"), true)
	if why == "" {
		return nil
	}
	return badRequest(param, code, "Invalid schema for response_format '%s': %s", given.text("name"), why)
}

// refuseSchema says what is wrong with a schema, nothing with none.
func refuseSchema(v *validator, raw []byte, strict bool) (why string) {
	if raw == nil {
		return ""
	}
	walk := schemaWalk{v: v, strict: strict}
	root := v.members(raw)
	defer v.close(root)
	if len(root) == 0 {
		return ""
	}
	if strict && !root.is("type", "object") {
		kind := "None"
		if kindOf(root.value("type")) == skim.String {
			kind = stringOf(root.value("type"))
		}
		return fmt.Sprintf(`schema must be a JSON Schema of 'type: "object"', got 'type: "%s"'.`, kind)
	}
	return walk.refuse(root)
}
