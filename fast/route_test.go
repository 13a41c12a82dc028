package fast

import (
	"strings"
	"testing"

	"mock-openai/fast/internal/header"
)

// TestRoutes_Find wants every path to be counted under the name of its own row,
// with an id in it that looks like another path, too.
func TestRoutes_Find(t *testing.T) {
	s, err := New(Config{Articles: 1})
	if err != nil {
		t.Fatal(err)
	}
	names := s.table.names()
	f := func(path string, want route) {
		t.Helper()
		if got := s.table.find([]byte(path)); got != want {
			t.Errorf("%q is counted as %s, want %s", path, names[got], names[want])
		}
	}
	for r := range routeOther {
		path := s.table.rows[r].path
		if path == "" || !s.table.rows[r].exists() {
			t.Errorf("row %d is empty: %q", r, path)
		}
		for _, id := range []string{"some_id", "{id}", "%2F", "cancel"} {
			f(strings.NewReplacer("{id}", id, "{id...}", id).Replace(path), r)
		}
		if rest, hasRest := strings.CutSuffix(path, "{id...}"); hasRest {
			f(rest+"acme/large:free", r)
			f(rest, routeOther)
		}
		if strings.Contains(path, "{id}") {
			f(strings.Replace(path, "{id}", "", 1), routeOther)
		}
	}
	for _, path := range []string{"", "/", "/v1", "other", "/v1/chat/completions/", "/v1/responses/r/elsewhere", "/v1/responses//cancel", "/metrics/", "/v1/model/x"} {
		f(path, routeOther)
	}
}

func TestAppendDecoded(t *testing.T) {
	f := func(path, want string) {
		t.Helper()
		if got := string(header.AppendDecoded(nil, []byte(path))); got != want {
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
