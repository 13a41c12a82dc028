package schema

import (
	_ "embed"
	"encoding/json"
)

// schemas are realistic schemas: from OpenAI's documentation, written by Pydantic and
// zod, and one for each keyword. fast/blackbox checks their values with another
// implementation.
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
