package fast_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// TestManyNames sends requests with 40,000 names, which take many seconds if each is compared
// with all others.
func TestManyNames(t *testing.T) {
	var tools, allowed, properties, required, documents strings.Builder
	const n = 40_000
	for i := range n {
		fmt.Fprintf(&tools, `,{"type":"function","function":{"name":"p%d"}}`, i)
		fmt.Fprintf(&allowed, `,{"type":"function","function":{"name":"p%d"}}`, n-1-i)
		fmt.Fprintf(&properties, `,"p%d":{"type":"null"}`, i)
		fmt.Fprintf(&required, `,"p%d"`, n-1-i)
		fmt.Fprintf(&documents, `,{"id":"p%d","data":{"a":"b"}}`, i)
	}
	f := func(strict bool, path, members string, status int) {
		t.Helper()
		url := serve(t, fast.Config{Answers: fast.Answers{Strict: strict, Models: []string{"m"}}})
		began := time.Now()
		res, body := exchange(t, url, request("POST", path, "", `{"model":"m","messages":[{"role":"user","content":"a"}],`+members+`}`))
		if took := time.Since(began); res.StatusCode != status || took > 2*time.Second {
			t.Errorf("%s: status %d after %v: %.200s", path, res.StatusCode, took, body)
		}
	}
	f(false, "/v1/chat/completions", `"tools":[`+tools.String()[1:]+`],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[`+allowed.String()[1:]+`]}}`, http.StatusOK)
	f(true, "/v1/chat/completions", `"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","additionalProperties":false,`+
		`"properties":{`+properties.String()[1:]+`},"required":[`+required.String()[1:]+`]}}}`, http.StatusBadRequest) // too large a schema
	f(true, "/v2/chat", `"documents":[`+documents.String()[1:]+`]`, http.StatusOK)
}
