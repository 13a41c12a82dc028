package dialect

import (
	"encoding/json"
	"testing"

	"mock-openai/fast/internal/decode"
)

// FuzzAppendExample wants schemas of whatever stands in a prompt to be JSON, and to leave alone
// what stands before them.
func FuzzAppendExample(f *testing.F) {
	for _, example := range []string{
		`{"a":[],"b":[{"c":1.5e3}],"d":null,"e":true,"\u0000\"\ud83d":{"f":[["x"]]}}`,
		`{"mood":"good | bad","kind":"integer|null","tool":"{tool} # must be one of: find; \"end\";"}`,
		`{"args":"adhere to the JSON schema: {\"type\": \"object\", \"properties\": {}}","b":"schema {"}`,
		`{"name":{"type":"string"},"sex":{"enum":["f"]}}`,
		`{"name":{"type":"string"},"other":7}`,
		`{"type":"object"}`, `{"a":1,"a":2}`, "{\"\xff\":\"\xff|\xfe\"}",
	} {
		f.Add([]byte(example))
	}
	f.Fuzz(func(t *testing.T, example []byte) {
		in := decode.New(example)
		if raw := in.Raw(); in.Err() != nil || len(raw) == 0 || raw[0] != '{' || len(raw) != len(example) {
			return
		}
		const before = "before"
		got, ok := appendExample([]byte(before), example)
		if string(got[:len(before)]) != before {
			t.Fatalf("%q", got)
		}
		if schema := got[len(before):]; ok && !json.Valid(schema) {
			t.Errorf("the schema of %q is %q", example, schema)
		}
	})
}
