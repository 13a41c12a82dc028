package fast_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows lists which packages below fast/internal each package may import. Imports go
// downwards only. Others are not allowed, and a new package must be added here.
var arrows = map[string][]string{
	"apierr":      {},
	"connlimit":   {},
	"eventstream": {},
	"gate":        {},
	"leak":        {}, // imported by tests only
	"hangup":      {},
	"memory":      {},
	"nowait":      {},
	"promptcache": {},
	"render":      {},
	"schema":      {},
	"store":       {},
	"window":      {},

	"coalesce":  {"connlimit", "nowait"},
	"h2":        {"connlimit", "memory", "nowait"},
	"receive":   {"coalesce", "memory"},
	"header":    {"render"},
	"observe":   {"header"},
	"decode":    {"apierr"},
	"document":  {"render"},
	"strict":    {"apierr", "decode"},
	"ratelimit": {"apierr", "header", "render"},
	"behavior":  {"apierr", "decode", "ratelimit", "render", "window"},

	"engine":             {"behavior", "render", "schema"},
	"fixture":            {"apierr", "behavior", "document", "engine", "render"},
	"stream":             {"apierr", "engine", "eventstream", "render"},
	"dialect":            {"apierr", "decode", "engine", "header", "ratelimit", "render", "schema", "stream", "promptcache", "window"},
	"dialect/anthropic":  {"apierr", "decode", "dialect", "engine", "header", "ratelimit", "render", "stream", "strict", "promptcache", "window"},
	"dialect/azure":      {"apierr", "dialect", "dialect/openai", "engine", "header", "ratelimit", "render", "strict", "promptcache", "window"},
	"dialect/bedrock":    {"apierr", "decode", "dialect", "dialect/anthropic", "engine", "eventstream", "header", "ratelimit", "render", "stream", "promptcache", "window"},
	"dialect/cohere":     {"apierr", "decode", "dialect", "dialect/openai", "engine", "header", "ratelimit", "render", "stream", "strict", "promptcache", "window"},
	"dialect/ollama":     {"apierr", "decode", "dialect", "dialect/openai", "engine", "header", "ratelimit", "render", "stream", "promptcache", "window"},
	"dialect/gemini":     {"apierr", "decode", "dialect", "engine", "header", "ratelimit", "render", "schema", "stream", "promptcache", "window"},
	"dialect/openai":     {"apierr", "behavior", "decode", "dialect", "engine", "header", "ratelimit", "render", "schema", "store", "stream", "strict", "promptcache", "window"},
	"dialect/openrouter": {"apierr", "dialect", "dialect/openai", "engine", "header", "render", "stream", "window"},
	"dialect/realtime":   {"apierr", "decode", "dialect", "dialect/openai", "engine", "render", "stream", "window"},
	"dialect/responses":  {"apierr", "behavior", "decode", "dialect", "dialect/openai", "engine", "header", "render", "store", "stream", "strict", "promptcache", "window"},
	"dialect/vertex":     {"apierr", "dialect", "dialect/anthropic", "dialect/gemini", "header", "render", "strict"},
	"replay":             {"engine", "header", "render"},
	"rendertest":         {"behavior", "dialect", "engine", "render"},

	"enginemetrics": {"render"},

	"deliver":   {"coalesce", "hangup", "memory", "render"},
	"inject":    {"apierr", "coalesce", "decode", "deliver", "header", "render"},
	"exchange":  {"apierr", "behavior", "decode", "deliver", "dialect", "engine", "enginemetrics", "fixture", "front", "gate", "header", "inject", "memory", "observe", "promptcache", "ratelimit", "render", "replay", "stream", "window"},
	"front":     {"apierr", "coalesce", "decode", "dialect", "gate", "h2", "hangup", "header", "memory", "ratelimit", "receive", "render"},
	"websocket": {"apierr", "coalesce", "dialect", "memory", "render"},
}

// commandArrows lists the same for the packages below cmd/internal.
var commandArrows = map[string][]string{
	"given":       {},
	"machine":     {},
	"output":      {},
	"port":        {},
	"programtest": {}, // imported by tests only

	"console":   {"output"},
	"benchmark": {"given", "machine"},
	"health":    {"port"},
	"record":    {"given", "output", "port"},
	"serve":     {"console", "given", "machine", "output", "port"},
}

// TestArrows compares the imports of every package with the lists.
func TestArrows(t *testing.T) {
	checkArrows(t, "mock-openai/fast/internal/", arrows, "mock-openai/fast$|mock-openai/(cmd|bench)")
	checkArrows(t, "mock-openai/cmd/internal/", commandArrows, "mock-openai/cmd$")
}

// checkArrows compares the imports of the packages below a path with a list. above matches
// what none of them may import.
func checkArrows(t *testing.T, rooms string, arrows map[string][]string, above string) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", rooms+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	isAbove := regexp.MustCompile("^(" + above + ")")
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
			t.Errorf("the room %s is not in the list of arrows", p.ImportPath)
		}
		for _, other := range allowed {
			if !slices.Contains(p.Imports, rooms+other) {
				t.Errorf("%s does not import %s, which is listed", p.ImportPath, other)
			}
		}
		for _, path := range p.Imports {
			other, isRoom := strings.CutPrefix(path, rooms)
			switch {
			case isRoom && !slices.Contains(allowed, other):
				t.Errorf("%s imports %s, which is not below it", p.ImportPath, other)
			case !isRoom && isAbove.MatchString(path):
				t.Errorf("%s imports %s, which is above all rooms", p.ImportPath, path)
			}
		}
	}
}

// TestContributing checks that the files in CONTRIBUTING are about as long as it says, and
// that TestGolden compares about as many answers.
func TestContributing(t *testing.T) {
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\d+) \\|").FindAllStringSubmatch(string(text), -1)
	if len(rows) == 0 {
		t.Error("no file is named")
	}
	for _, row := range rows {
		wantLines(t, "../"+row[1], row[2], 4)
	}
	if answers := regexp.MustCompile(`some ([\d,]+) answers`).FindSubmatch(text); answers == nil {
		t.Error("the number of golden answers is missing")
	} else {
		wantLines(t, goldenFile, strings.ReplaceAll(string(answers[1]), ",", ""), 20)
	}
}

// wantLines reports an error unless a file has about as many lines as told, to 1/precision.
func wantLines(t *testing.T, path, told string, precision int) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	want, _ := strconv.Atoi(told)
	if lines := strings.Count(string(file), "\n"); lines < want-want/precision || lines > want+want/precision {
		t.Errorf("%s has %d lines, not about %d", path, lines, want)
	}
}
