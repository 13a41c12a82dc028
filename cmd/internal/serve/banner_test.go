package serve

import "testing"

func TestSettingText_Quoted(t *testing.T) {
	f := func(want, value string) {
		t.Helper()
		if got := quoted(value); got != want {
			t.Errorf("%q is %s, want %s", value, got, want)
		}
	}
	f("300ms", "300ms")
	f("''", "")
	f("'reset=0.1;stall=0.1'", "reset=0.1;stall=0.1")
	f(`'it'\''s'`, "it's")
}
