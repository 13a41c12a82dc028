package gemini

import (
	"fmt"
	"regexp"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
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
