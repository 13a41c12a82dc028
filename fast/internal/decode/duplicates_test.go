package decode

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestWithoutDuplicates(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		if got := string(WithoutDuplicates([]byte(body))); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", body, got, want)
		}
	}
	f(``, "")
	f(`{}`, "")
	f(`{"a":1,"b":[{"a":2}]}`, "")
	f(`{"a":1,"a":2}`, `{      "a":2}`)
	f(`{ "a" : 1 , "b":3,"a":2}`, `{           "b":3,"a":2}`)
	f(`{"b":3,"a":1 ,"a":2,"a":4}`, `{"b":3,             "a":4}`)
	f(`[{"x":{"a":[1,2],"\u0061":{"b":1,"b":2}}}]`, `[{"x":{          "\u0061":{      "b":2}}}]`)
	f(`{"a":{"b":1,"b":2},"a":3}`, `{                  "a":3}`)
	f(`{"a":1,"a":`, `{      "a":`)
}

// TestWithoutDuplicates_ManyNames has a known name again after more names than are remembered.
func TestWithoutDuplicates_ManyNames(t *testing.T) {
	var names strings.Builder
	for i := range maxNames {
		fmt.Fprintf(&names, `"%d":0,`, i)
	}
	body := `{"a":1,` + names.String() + `"a":2,"a":3,"x":4,"x":5}`
	want := `{      ` + names.String() + `      "a":3,"x":4,"x":5}`
	if got := string(WithoutDuplicates([]byte(body))); got != want {
		t.Errorf("it ends with %s", got[max(0, len(got)-40):])
	}
}

func FuzzWithoutDuplicates(f *testing.F) {
	f.Add([]byte(`{"a":1, "b":[{"c":2,"c" : 3 } ],"a":4}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		distinct := WithoutDuplicates(body)
		if distinct == nil {
			return
		}
		var want, got any
		if json.Unmarshal(body, &want) != nil || len(body) > 2*maxNames {
			return
		}
		if err := json.Unmarshal(distinct, &got); err != nil || len(distinct) != len(body) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q becomes %q: %v", body, distinct, err)
		}
		if WithoutDuplicates(distinct) != nil {
			t.Fatalf("%q still has duplicates", distinct)
		}
	})
}
