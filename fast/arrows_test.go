package fast_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows are which rooms below fast/internal a room may import. Arrows run downwards
// only: what is not listed is not allowed, and a new room has to be listed.
var arrows = map[string][]string{
	"connlimit": {},
	"gate":      {},
	"leak":      {}, // of tests alone
	"hangup":    {},
	"memory":    {},
	"schema":    {},
	"coalesce":  {"connlimit"},
	"h2":        {"memory"},
	"receive":   {"coalesce", "memory"},
	"observe":   {"header"},

	"render":             {},
	"apierr":             {},
	"header":             {"render"},
	"decode":             {"apierr"},
	"ratelimit":          {"apierr", "header", "render"},
	"behavior":           {"apierr", "decode", "ratelimit", "render"},
	"strict":             {"apierr", "decode"},
	"dialect":            {"apierr"},
	"dialect/openai":     {"apierr", "dialect", "header", "render"},
	"dialect/openrouter": {"apierr", "dialect", "header", "render"},
	"deliver":            {"coalesce", "gate", "hangup", "header", "memory", "render"},
	"inject":             {"coalesce", "apierr", "decode", "deliver", "header", "render"},
	"front":              {"apierr", "coalesce", "decode", "dialect", "gate", "h2", "hangup", "header", "memory", "ratelimit", "receive", "render"},
}

// TestArrows holds the imports of every room against the list.
func TestArrows(t *testing.T) {
	const module, rooms = "mock-openai/", "mock-openai/fast/internal/"
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./internal/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		room := strings.TrimPrefix(p.ImportPath, rooms)
		allowed, listed := arrows[room]
		if !listed {
			t.Errorf("the room %s is not in the list of arrows", room)
		}
		for _, path := range p.Imports {
			other, isRoom := strings.CutPrefix(path, rooms)
			switch {
			case isRoom && !slices.Contains(allowed, other):
				t.Errorf("%s imports %s, which is not below it", room, other)
			case path == module+"fast", strings.HasPrefix(path, module+"cmd"), strings.HasPrefix(path, module+"bench"):
				t.Errorf("%s imports %s, which is above all rooms", room, path)
			}
		}
	}
}
