package fast_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/pool"
)

func TestResponseFormat(t *testing.T) {
	f := func(c fast.Config, format, schema string) {
		t.Helper()
		url := serve(t, c)
		for seed := range 10 {
			a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":%s,"stop":["a","e","\""]`, seed, format))
			content := *a.Choices[0].Message.Content
			wantValid(t, schema, content)
			if tokens := pool.Tokens(utf8.RuneCountInString(content)); tokens != a.Usage.CompletionTokens || a.Choices[0].Reason != "stop" {
				t.Errorf("%s: %d tokens sent, %d counted, %s", format, tokens, a.Usage.CompletionTokens, a.Choices[0].Reason)
			}
			a = ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":%s,"max_tokens":2`, seed, format))
			cut := *a.Choices[0].Message.Content
			if !strings.HasPrefix(content, cut) || pool.Tokens(utf8.RuneCountInString(cut)) != 2 || a.Choices[0].Reason != "length" {
				t.Errorf("%s: %q is cut to %q, %s", format, content, cut, a.Choices[0].Reason)
			}
		}
	}
	one := fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 1}, StreamTokensMax: 3}}
	many := fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 2000}, StreamTokensMax: 9}}
	for _, c := range []fast.Config{one, many} {
		f(c, `{"type":"json_object"}`, `{"type":"object"}`)
		for _, schema := range []string{weatherSchema, mailSchema} {
			f(c, `{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":`+schema+`}}`, schema)
		}
		f(c, `{"json_schema":{"name":"n"},"type":"json_schema"}`, `{"type":"object"}`)
	}
}

// TestResponseFormat_ObjectLength checks that answers in JSON mode have the requested length.
func TestResponseFormat_ObjectLength(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Tokens: pool.Sampler{Mean: 200}}})
	for seed := range 20 {
		a := ask(t, url+chatPath, fmt.Sprintf(`"seed":%d,"response_format":{"type":"json_object"}`, seed))
		if n := a.Usage.CompletionTokens; n < 198 || n > 210 {
			t.Errorf("%d tokens instead of about 200", n)
		}
	}
}
