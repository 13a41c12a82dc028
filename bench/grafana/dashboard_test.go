package grafana_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mock-openai/fast/meter"
)

// dashboard is what the test reads of mock-openai.json.
type dashboard struct {
	Title      string
	Templating struct {
		List []struct {
			Name  string
			Query any // a text or an object with one
		}
	}
	Panels []struct {
		ID      int
		Title   string
		Type    string
		GridPos struct{ X, Y, W, H int }
		Targets []struct{ Expr string }
	}
}

// exported are the names of all samples that a server can show.
func exported(t *testing.T) map[string]bool {
	t.Helper()
	m := meter.New([]meter.Endpoint{{Path: "/", Dialect: "openai"}}, meter.Sources{Faults: maps.All(map[string]uint64{"reset": 1})})
	m.Unstreamed(0, time.Second, 1)
	m.Stream(0, time.Second, time.Second, 1)
	res := httptest.NewRecorder()
	promhttp.HandlerFor(m.Registry(), promhttp.HandlerOpts{}).ServeHTTP(res, httptest.NewRequest(http.MethodGet, "/", nil))
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range regexp.MustCompile(`(?m)^[a-z]\w*`).FindAllString(string(text), -1) {
		names[name] = true
	}
	return names
}

// TestDashboard wants every metric that the dashboard asks for to be one that
// the server shows, and every one of the server's own to be asked for.
func TestDashboard(t *testing.T) {
	text, err := os.ReadFile("mock-openai.json")
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	if d.Title == "" || len(d.Panels) == 0 {
		t.Fatal("the dashboard is empty")
	}
	known, asked := exported(t), map[string]bool{}
	name := regexp.MustCompile(`\b(mock_openai|go|process)_\w+`)
	ask := func(where, query string) {
		t.Helper()
		names := name.FindAllString(query, -1)
		if len(names) == 0 || strings.Count(query, "(") != strings.Count(query, ")") || strings.Count(query, "{") != strings.Count(query, "}") {
			t.Errorf("%s: the query is %s", where, query)
		}
		for _, name := range names {
			if asked[name] = true; !known[name] {
				t.Errorf("%s asks for %s, which is not shown", where, name)
			}
		}
	}
	ids := map[int]bool{}
	for _, p := range d.Panels {
		if ids[p.ID] || p.Title == "" || p.Type == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d is odd: %+v", p.ID, p)
		}
		ids[p.ID] = true
		for _, target := range p.Targets {
			ask(p.Title, target.Expr)
		}
	}
	for _, v := range d.Templating.List {
		if query, ok := v.Query.(map[string]any); ok {
			ask(v.Name, query["query"].(string))
		}
	}
	for name := range known {
		base := strings.TrimSuffix(strings.TrimSuffix(name, "_sum"), "_count")
		if strings.HasPrefix(name, "mock_openai_") && !asked[base] && !asked[base+"_bucket"] {
			t.Errorf("no panel asks for %s", name)
		}
	}
}
