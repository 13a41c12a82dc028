package deploy_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"sigs.k8s.io/yaml"
)

// TestAlerts has promtool check the rules, and try them on made-up series.
func TestAlerts(t *testing.T) {
	promtool(t, "", "check", "rules", "--lint=all", "--lint-fatal", "../grafana/alerts.yaml")
	promtool(t, "", "test", "rules", "../grafana/alerts.test.yaml")
}

// TestMetrics has promtool read what the server shows.
func TestMetrics(t *testing.T) {
	promtool(t, shown(t, serve(t, nil, "--fault=reset=0.1", "--scenario=spike")), "check", "metrics")
}

// TestMetrics_Style has promtool read the metrics of inference servers. It may complain of
// their names, but of nothing else.
func TestMetrics_Style(t *testing.T) {
	for _, style := range []string{"vllm", "tgi", "sglang"} {
		server := serve(t, nil, "--metrics-style="+style, "--models=base,adapter", "--lora-adapters=adapter", "--kv-cache-tokens=1000")
		res, err := http.Post("http://"+server+"/v1/chat/completions", "application/json", strings.NewReader(`{"model":"adapter"}`))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		const complains = 3
		check := exec.Command("promtool", "check", "metrics")
		check.Stdin = strings.NewReader(shown(t, server))
		if out, err := check.CombinedOutput(); err != nil && check.ProcessState.ExitCode() != complains {
			t.Errorf("%s: %v\n%s", style, err, out)
		}
	}
}

// shown returns the metrics of a server.
func shown(t *testing.T, server string) string {
	t.Helper()
	res, err := http.Get("http://" + server + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func promtool(t *testing.T, input string, args ...string) {
	t.Helper()
	c := exec.Command("promtool", args...)
	c.Stdin = strings.NewReader(input)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("promtool %v: %v\n%s", args, err, out)
	}
}

// TestCompose_Prometheus wants it to scrape the server and to know the alerts.
func TestCompose_Prometheus(t *testing.T) {
	s := service(t, "prometheus")
	text := mounted(t, s, "/etc/prometheus/prometheus.yml")
	var config struct {
		RuleFiles     []string `json:"rule_files"`
		ScrapeConfigs []struct {
			StaticConfigs []struct{ Targets []string } `json:"static_configs"`
		} `json:"scrape_configs"`
	}
	decodeYAML(t, text, &config)
	if got := config.ScrapeConfigs[0].StaticConfigs[0].Targets; !slices.Equal(got, []string{"server:3000"}) {
		t.Errorf("what is scraped is %v", got)
	}
	if !slices.Equal(config.RuleFiles, []string{"/etc/prometheus/alerts.yaml"}) {
		t.Errorf("the rules are %v", config.RuleFiles)
	}
	alerts := filepath.Join(t.TempDir(), "alerts.yaml")
	if err := os.WriteFile(alerts, []byte(mounted(t, s, config.RuleFiles[0])), 0o600); err != nil {
		t.Fatal(err)
	}
	here := filepath.Join(t.TempDir(), "prometheus.yaml")
	if err := os.WriteFile(here, []byte(strings.Replace(text, config.RuleFiles[0], alerts, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "", "check", "config", here)
}

// TestCompose_Grafana wants it to find Prometheus and the dashboard.
func TestCompose_Grafana(t *testing.T) {
	s := service(t, "grafana")
	var sources struct {
		Datasources []struct{ Type, URL string }
	}
	decodeYAML(t, mounted(t, s, "/etc/grafana/provisioning/datasources/prometheus.yaml"), &sources)
	if got := sources.Datasources[0]; got.Type != "prometheus" || got.URL != "http://prometheus:9090" {
		t.Errorf("the data source is %+v", got)
	}
	var dashboards struct {
		Providers []struct {
			Type    string
			Options struct{ Path string }
		}
	}
	decodeYAML(t, mounted(t, s, "/etc/grafana/provisioning/dashboards/mock-openai.yaml"), &dashboards)
	home := s.Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
	if got := dashboards.Providers[0]; home == nil || got.Type != "file" || got.Options.Path != filepath.Dir(*home) {
		t.Errorf("dashboards come from %+v, the first from %v", got, home)
	}
	if !strings.Contains(mounted(t, s, *home), `"uid": "mock-openai"`) {
		t.Errorf("%s is not the dashboard", *home)
	}
}

// mounted reads what the service finds at target.
func mounted(t *testing.T, s types.ServiceConfig, target string) string {
	t.Helper()
	for _, v := range s.Volumes {
		if v.Target == target {
			text, err := os.ReadFile(v.Source)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
	t.Fatalf("nothing is mounted at %s", target)
	return ""
}

func decodeYAML(t *testing.T, text string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}
