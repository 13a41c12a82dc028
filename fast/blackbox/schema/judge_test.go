// Package schema_test holds what package schema makes up and checks against another
// implementation of JSON Schema.
package schema_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// newJudge returns what tells whether a value is valid against the schema, with
// formats or without.
func newJudge(t testing.TB, raw string, formats bool) func([]byte) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if formats {
		c.AssertFormat()
	}
	c.UseRegexpEngine(func(expr string) (jsonschema.Regexp, error) { return newRegexp(expr) })
	const url = "https://example.com/schema"
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		t.Fatal(err)
	}
	return func(out []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			return err
		}
		return s.Validate(v)
	}
}

// ecmaRegexp is a regular expression as a schema has them.
type ecmaRegexp struct{ *regexp2.Regexp }

func newRegexp(expr string) (ecmaRegexp, error) {
	re, err := regexp2.Compile(expr, regexp2.ECMAScript|regexp2.Unicode)
	return ecmaRegexp{re}, err
}

func (r ecmaRegexp) MatchString(s string) bool {
	ok, err := r.Regexp.MatchString(s)
	return ok && err == nil
}
