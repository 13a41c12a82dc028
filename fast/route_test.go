package fast

import (
	"slices"
	"strings"
	"testing"
)

// TestRouteOf wants every path of the router to be counted under its own name,
// and every name to be that of a path.
func TestRouteOf(t *testing.T) {
	s, err := New(Config{Articles: 1})
	if err != nil {
		t.Fatal(err)
	}
	names := routeNames()
	named := []string{"other"}
	for _, paths := range s.routes().List() {
		for _, path := range paths {
			name := strings.Replace(path, "{id:*}", "{id}", 1)
			if s.models.find([]byte(strings.TrimPrefix(path, modelsPath))) != nil {
				name = modelsPath + "{id}"
			}
			named = append(named, name)
			if got := names[routeOf([]byte(strings.Replace(name, "{id}", "some_id", 1)))]; got != name {
				t.Errorf("%s is counted as %s", path, got)
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(named, name) {
			t.Errorf("nothing is counted as %s", name)
		}
	}
	for _, path := range []string{"", "/", "/v1", "/v1/chat/completions/", "/v1/responses/r/elsewhere", "/metrics/", "/v1/model/x"} {
		if got := routeOf([]byte(path)); got != routeOther {
			t.Errorf("%q is counted as %s", path, names[got])
		}
	}
}
