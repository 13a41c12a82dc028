package gemini

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// TestAsJSONSchema_Order puts many properties in order, which takes 20 s if each is looked up
// among all.
func TestAsJSONSchema_Order(t *testing.T) {
	const n = 20_000
	var properties, names strings.Builder
	for i := range n {
		fmt.Fprintf(&properties, `,"p%d":{"type":"STRING"}`, i)
		fmt.Fprintf(&names, `,"p%d"`, n-1-i)
	}
	began := time.Now()
	got := string(asJSONSchema(fmt.Appendf(nil, `{"properties":{%s,"null":null},"propertyOrdering":["none","null"%s]}`, properties.String()[1:], names.String())))
	if !strings.HasPrefix(got, `{"properties":{"p19999":{"type":"string"},"p19998":`) || !strings.Contains(got, `"p0":{"type":"string"},"null":null}`) {
		t.Errorf("%.100s … %s", got, got[len(got)-100:])
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestModelIn(t *testing.T) {
	f := func(path string, vertex bool, want string) {
		t.Helper()
		if got := string(modelIn([]byte(path), vertex)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	f("/v1beta/models/gemini-2.5-flash:generateContent", false, "gemini-2.5-flash")
	f("/v1/models/a/models/b:tokens=3:generateContent", false, "a/models/b:tokens=3")
	f("/v1/projects/models/locations/l/publishers/google/models/m:predict", true, "m")
	f("/v1beta1/publishers/google/models/a/b:c:countTokens", true, "a/b:c")
}

func TestParameter(t *testing.T) {
	f := func(query, want string) {
		t.Helper()
		if got := string(parameter([]byte(query), "key")); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	f("key=k", "k")
	f("alt=sse&key=a%2Fb&key=c", "a/b")
	f("monkey=k", "")
	f("key&=key", "")
	f("key=%zz", "%zz")
	f("", "")
}

func TestCamelCase(t *testing.T) {
	f := func(name, want string) {
		t.Helper()
		if got := camelCase(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	f("max_output_tokens", "maxOutputTokens")
	f("maxOutputTokens", "maxOutputTokens")
	f("_responseJsonSchema", "responseJsonSchema")
	f("a__b_", "aB")
	f("", "")
}

func TestAsJSONSchema(t *testing.T) {
	f := func(schema, want string) {
		t.Helper()
		if got := string(asJSONSchema([]byte(schema))); got != want {
			t.Errorf("%s: %s, want %s", schema, got, want)
		}
	}
	f(`{"type":"OBJECT","properties":{"type":{"type":"STRING","max_length":"3"}}}`, `{"type":"object","properties":{"type":{"type":"string","maxLength":3}}}`)
	f(`{"any_of":[{"type":"NULL"},{"type":"ARRAY","items":{"type":"NUMBER"},"minItems":"2"}],"default":null,"title":null}`,
		`{"anyOf":[{"type":"null"},{"type":"array","items":{"type":"number"},"minItems":2}],"default":null}`)
	f(`{"properties":{"a":{"type":"STRING"},"b":{},"c":{"propertyOrdering":["y"],"properties":{"x":{},"y":{}}}},"property_ordering":["c","none","a","c"]}`,
		`{"properties":{"c":{"propertyOrdering":["y"],"properties":{"y":{},"x":{}}},"a":{"type":"string"},"b":{}},"property_ordering":["c","none","a","c"]}`)
	f(`{"type":`, `{"type":`)
	f(``, ``)
}

func TestAsksForEvents(t *testing.T) {
	f := func(query string, want bool) {
		t.Helper()
		var uri fasthttp.URI
		uri.SetQueryString(query)
		if got := asksForEvents(&uri); got != want {
			t.Errorf("%q: %t", query, got)
		}
	}
	f("alt=sse", true)
	f("key=k&alt=s%73e", true)
	f("$alt=sse", true)
	f("%24alt=sse&key=k", true)
	f("", false)
	f("alt", false)
	f("alt=json", false)
	f("salt=sse", false)
	f("%zz=sse", false)
}
