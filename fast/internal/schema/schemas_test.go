package schema

import (
	_ "embed"
	"encoding/json"
)

// schemas are schemas as they come: from the documentation of OpenAI, written by
// Pydantic and zod, and one for each keyword. fast/blackbox holds their values against
// another checker.
var schemas = func() map[string]string {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(schemasJSON, &raw); err != nil {
		panic(err)
	}
	all := map[string]string{}
	for name, schema := range raw {
		all[name] = string(schema)
	}
	return all
}()

//go:embed testdata/schemas.json
var schemasJSON []byte
