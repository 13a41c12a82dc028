package fast_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestCohere_Tokens tokenizes texts and puts them together again.
func TestCohere_Tokens(t *testing.T) {
	f := func(c fast.Config, text, texts string) {
		t.Helper()
		url := serve(t, c)
		var split struct {
			Tokens  []int
			Strings []string `json:"token_strings"`
			Meta    struct {
				Version struct{ Version string } `json:"api_version"`
			}
		}
		postJSON(t, url+"/v1/tokenize", `{"model":"command-a-03-2025","text":"`+text+`"}`, &split)
		if got := fmt.Sprintf("%q", split.Strings); got != texts || len(split.Tokens) != len(split.Strings) || split.Meta.Version.Version != "1" {
			t.Errorf("%s: %+v, want %s", text, split, texts)
		}
		tokens, err := json.Marshal(split.Tokens)
		if err != nil {
			t.Fatal(err)
		}
		status, body := post(t, url+"/v1/detokenize", fmt.Sprintf(`{"model":"m","tokens":%s}`, tokens))
		if want := `{"text":"` + text + `","meta":{"api_version":{"version":"1"}}}`; status != 200 || string(body) != want {
			t.Errorf("status %d: %s, want %s", status, body, want)
		}
	}
	f(fast.Config{}, "tokenize me! :D", `["toke" "nize" " me!" " :D"]`)
	f(fast.Config{}, "«é»", `["«é»"]`)
	f(fast.Config{Answers: fast.Answers{Strict: true, Models: []string{"command-a-03-2025", "m"}}}, "a", `["a"]`)
}

func TestCohere_TokensRefused(t *testing.T) {
	f := func(strict bool, path, body string, status int, message string) {
		t.Helper()
		url := serve(t, fast.Config{Answers: fast.Answers{Strict: strict, Models: []string{"m"}}})
		res, answer := exchange(t, url, request("POST", path, "", body))
		if said := string(answer); res.StatusCode != status || !strings.Contains(said, message) || !strings.HasPrefix(said, `{"id":"`) {
			t.Errorf("%s %s: status %d, want %d: %s in %s", path, body, res.StatusCode, status, message, answer)
		}
	}
	const tokenize, detokenize = "/v1/tokenize", "/v1/detokenize"
	for _, strict := range []bool{false, true} {
		f(strict, tokenize, `{"model":"m"}`, 400, "invalid request: required 'text' param is missing or empty.")
		f(strict, tokenize, `{"model":"m","text":7}`, 422, "invalid type: parameter 'text' is of type integer but should be of type string")
		f(strict, detokenize, `{"model":"m"}`, 400, "invalid request: required 'tokens' param is missing or empty.")
		f(strict, detokenize, `{"model":"m","tokens":[1]}`, 400, "1 is the id of no token")
	}
	f(true, tokenize, `{"text":"a"}`, 400, "a model parameter is required for this endpoint.")
	f(true, tokenize, `{"model":"none","text":"a"}`, 404, "model 'none' not found")
	f(true, tokenize, `{"model":"m","text":""}`, 400, "invalid request: text must have between 1 and 65536 characters.")
	f(true, detokenize, `{"model":"m","tokens":[225],"text":"a"}`, 422, "unknown field: parameter 'text' is not a valid field")
}
