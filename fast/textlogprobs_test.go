package fast_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestRichText_Logprobs checks that the bytes of a token are its UTF-8, and that no token
// occurs twice.
func TestRichText_Logprobs(t *testing.T) {
	url := serve(t, richText())
	for seed := range seeds(10) {
		c := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"logprobs":true,"top_logprobs":20`, seed)).Choices[0]
		joined := ""
		for _, p := range c.Logprobs.Content {
			joined += p.Token
			if !sameBytes(p.Token, p.Bytes) {
				t.Errorf("bytes of %q are %v", p.Token, p.Bytes)
			}
			seen := map[string]bool{}
			for _, other := range p.Top {
				if seen[other.Token] || !sameBytes(other.Token, other.Bytes) {
					t.Errorf("%q comes twice or with bytes of another: %s", other.Token, dump(p.Top))
				}
				seen[other.Token] = true
			}
		}
		if joined != *c.Message.Content {
			t.Errorf("tokens join to %q, content is %q", joined, *c.Message.Content)
		}

		_, body := post(t, url+completionPath, fmt.Sprintf(`{"seed":%d,"prompt":"é","logprobs":5,"echo":true}`, seed))
		var legacy struct {
			Choices []struct {
				Text     string
				Logprobs struct {
					Tokens []string
					Top    []json.RawMessage `json:"top_logprobs"`
				}
			}
		}
		if err := json.Unmarshal(body, &legacy); err != nil {
			t.Fatal(err)
		}
		said := legacy.Choices[0]
		if got := strings.Join(said.Logprobs.Tokens, ""); got != said.Text {
			t.Errorf("tokens join to %q, text is %q", got, said.Text)
		}
		for _, top := range said.Logprobs.Top[1:] {
			names := map[json.Token]bool{}
			for in := json.NewDecoder(bytes.NewReader(top)); in.More(); {
				token, err := in.Token()
				if _, isName := token.(string); isName && names[token] || err != nil {
					t.Errorf("%v comes twice in %s, %v", token, top, err)
				}
				names[token] = true
			}
		}
	}
}
