package header

import (
	"testing"

	"github.com/valyala/fasthttp"
)

func TestAppendDecoded(t *testing.T) {
	f := func(path, want string) {
		t.Helper()
		if got := string(AppendDecoded(nil, []byte(path))); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
	f("/v1/%63hat/completions", "/v1/chat/completions")
	f("%2d%2E%5f%7E%41%7a%30", "-._~Az0")
	f("/v1/models/a%2Fb%3Ac%20%C3%A9", "/v1/models/a%2Fb%3Ac%20%C3%A9")
	f("%", "%")
	f("%6", "%6")
	f("%6g%g6%%63", "%6g%g6%c")
	f("%2563", "%2563")
}

func TestAppendUnescaped(t *testing.T) {
	f := func(id, want string) {
		t.Helper()
		if got := string(AppendUnescaped([]byte("before "), []byte(id))); got != "before "+want {
			t.Errorf("%q is %q, want %q", id, got, want)
		}
	}
	f("", "")
	f("us.anthropic.claude-opus-4-6-v1%3A0", "us.anthropic.claude-opus-4-6-v1:0")
	f("a%2Fb%c3%A9%%41%", "a/b\xc3\xa9%A%")
	f("%g0%0g%2", "%g0%0g%2")
	f("%2541", "%41")
}

// TestDecodePath checks that only paths that change are reported as changed.
func TestDecodePath(t *testing.T) {
	f := func(path, want string) {
		t.Helper()
		var r fasthttp.Request
		r.SetRequestURI(path)
		changed := DecodePath(r.URI())
		if got := string(r.URI().PathOriginal()); got != want || changed != (want != path) {
			t.Errorf("%q is %q, changed is %v", path, got, changed)
		}
	}
	f("/v1/models", "/v1/models")
	f("/v1/%6dodels", "/v1/models")
	f("/v1/models/a%2Fb", "/v1/models/a%2Fb")
	f("/v1/models/%", "/v1/models/%")
	f("/v1/%6dodels/a%2Fb", "/v1/models/a%2Fb")
}
