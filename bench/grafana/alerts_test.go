package grafana_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestAlerts wants every metric that an alert asks for to be one that the server
// shows, and every alert to be tried in alerts.test.yaml, which promtool runs for
// make test-deploy.
func TestAlerts(t *testing.T) {
	text, err := os.ReadFile("alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tried, err := os.ReadFile("alerts.test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	known := exported(t)
	for _, rule := range rules.Groups[0].Rules {
		names := regexp.MustCompile(`\b(mock_openai|go|process)_\w+`).FindAllString(rule.Expr, -1)
		if len(names) == 0 {
			t.Errorf("%s asks for nothing: %s", rule.Alert, rule.Expr)
		}
		for _, name := range names {
			if !known[name] {
				t.Errorf("%s asks for %s, which is not shown", rule.Alert, name)
			}
		}
		if !strings.Contains(string(tried), rule.Alert) {
			t.Errorf("%s is not tried", rule.Alert)
		}
	}
}
