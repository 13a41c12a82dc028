package admin_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestFixtures adds fixtures, counts what they answer, and takes them back.
func TestFixtures(t *testing.T) {
	api, control := serve(t)
	f := func(method, path, body string, status int, want string) {
		t.Helper()
		got, answer, _ := ask(t, method, control+path, body)
		if got != status || !strings.Contains(answer, want) {
			t.Errorf("%s %s: status %d: %s, want %d and %s", method, path, got, answer, status, want)
		}
	}
	says := func(text string, want bool) {
		t.Helper()
		_, answer, _ := ask(t, http.MethodPost, api+"/v1/messages", `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}`)
		if strings.Contains(answer, text) != want {
			t.Errorf("%s in %s is not %v", text, answer, want)
		}
	}
	f("GET", "fixtures", "", 200, `{"fixtures":[],"unmatched":0}`)
	f("POST", "fixtures", `{match: {user: hello}, answer: Hi!}`, 201, `{"fixtures":[{"name":"added-1","answered":0}]}`)
	says("Hi!", true)
	f("POST", "fixtures", "fixtures:\n- {name: a, match: {user: hello}, answer: Late}\n- {name: b, answer: Last}\n", 201, `"name":"b"`)
	says("Hi!", true)
	f("POST", "fixtures", `{"name": "b", "answer": "x"}`, 400, `two fixtures are named \"b\"`)
	f("POST", "fixtures", "\n\nanswr: x", 400, `line 3: a fixture needs an answer`)
	f("POST", "fixtures", `{"fixtures": [{"match": {"userMessage": "x"}, "response": {"content": "of aimock"}}]}`, 201, `added-4`)
	f("GET", "fixtures", "", 200, `{"name":"added-1","answered":2},{"name":"a","answered":0}`)
	f("DELETE", "fixtures/added-1", "", 204, "")
	f("DELETE", "fixtures/added-1", "", 404, "no fixture was added under this name")
	says("Late", true)
	f("DELETE", "fixtures", "", 204, "")
	f("GET", "fixtures", "", 200, `{"fixtures":[],"unmatched":0}`)
	says("Late", false)
}
