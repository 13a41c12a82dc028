package decode

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestAppendCompact(t *testing.T) {
	f := func(raw string) {
		t.Helper()
		var want bytes.Buffer
		if err := json.Compact(&want, []byte(raw)); err != nil {
			t.Fatal(err)
		}
		if got := AppendCompact(nil, []byte(raw)); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s becomes %s, want %s", raw, got, &want)
		}
	}
	f(`[1,2]`)
	f("[ 1,\t2 ,\r\n3 ]")
	f(`{ "a b" : "c \" d\\" , "e": [ "\\\" " ] }`)
	f(` null `)
}
