package gemini

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

var functionName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$`)

// refuseTools refuses functions that have no proper name, or one that another has, and
// parameters whose schema Google does not take.
func refuseTools(raw []byte) *apierr.Error {
	seen := map[string]bool{}
	tool := 0
	for one := range elements(raw) {
		function := 0
		for declared := range elements(member(one, "functionDeclarations", "function_declarations")) {
			at := fmt.Sprintf("GenerateContentRequest.tools[%d].function_declarations[%d]", tool, function)
			in := decode.New(decode.Member(declared, "name"))
			name := string(in.TakeText().Raw)
			switch {
			case !functionName.MatchString(name):
				return badField(at+".name", "Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), "+
					"underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.")
			case seen[name]:
				return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Duplicate function declaration found: " + name}
			}
			if err := refuseSchema(at+".parameters", decode.Member(declared, "parameters")); err != nil {
				return err
			}
			seen[name] = true
			function++
		}
		tool++
	}
	return nil
}

// refuseSchema refuses objects without properties, arrays without items, and empty names
// in enums.
func refuseSchema(at string, raw []byte) *apierr.Error {
	properties, items := decode.New(decode.Member(raw, "properties")), decode.Member(raw, "items")
	switch string(bytes.ToLower(decode.Member(raw, "type"))) {
	case `"object"`:
		if isEmpty(properties) {
			return badField(at+".properties", "should be non-empty for OBJECT type")
		}
	case `"array"`:
		if items == nil {
			return badField(at+".items", "missing field.")
		}
	}
	i := 0
	for value := range elements(decode.Member(raw, "enum")) {
		if string(value) == `""` {
			return badField(fmt.Sprintf("%s.enum[%d]", at, i), "cannot be empty")
		}
		i++
	}
	if properties.Kind() == skim.Object {
		properties.Object()
		for key, ok := properties.NextKey(); ok; key, ok = properties.NextKey() {
			if err := refuseSchema(fmt.Sprintf("%s.properties[%s]", at, key), properties.Raw()); err != nil {
				return err
			}
		}
	}
	i = 0
	for schema := range elements(member(raw, "anyOf", "any_of")) {
		if err := refuseSchema(fmt.Sprintf("%s.any_of[%d]", at, i), schema); err != nil {
			return err
		}
		i++
	}
	if items == nil {
		return nil
	}
	return refuseSchema(at+".items", items)
}

// isEmpty reports whether the value that comes next is no object, or one without members.
func isEmpty(in decode.Reader) bool {
	if in.Kind() != skim.Object {
		return true
	}
	in.Object()
	_, any := in.NextKey()
	return !any
}
