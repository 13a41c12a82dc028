package deploy_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// testRun is what the manifest uses of the k6 operator's TestRun; the operator's
// own module is not on the module proxy.
type testRun struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		Parallelism int32 `json:"parallelism"`
		Script      struct {
			ConfigMap struct {
				Name string `json:"name"`
				File string `json:"file"`
			} `json:"configMap"`
		} `json:"script"`
		Runner struct {
			Image                     string                          `json:"image"`
			Env                       []core.EnvVar                   `json:"env"`
			Resources                 core.ResourceRequirements       `json:"resources"`
			TopologySpreadConstraints []core.TopologySpreadConstraint `json:"topologySpreadConstraints"`
			SecurityContext           core.PodSecurityContext         `json:"securityContext"`
			ContainerSecurityContext  core.SecurityContext            `json:"containerSecurityContext"`
		} `json:"runner"`
	} `json:"spec"`
}

// TestTestRun wants the script to be where the TestRun looks for it, and the
// server where the script does.
func TestTestRun(t *testing.T) {
	m := render(t, "k8s/loadtest", "ConfigMap", "TestRun")
	script := m.testRun.Spec.Script.ConfigMap
	if m.configMap.Name != script.Name || m.configMap.Data[script.File] == "" {
		t.Errorf("the script is %+v, and there are %s in %s", script, m.configMap.Data, m.configMap.Name)
	}
	if got := m.testRun.Spec.Runner.TopologySpreadConstraints[0].LabelSelector.MatchLabels["k6_cr"]; got != m.testRun.Name {
		t.Errorf("what is spread are the runners of %q", got)
	}
	service := render(t, "k8s/server", serverKinds...).service
	want := fmt.Sprintf("http://%s:%d", service.Name, service.Spec.Ports[0].Port)
	if env := m.testRun.Spec.Runner.Env; len(env) != 1 || env[0].Name != "BASE_URL" || env[0].Value != want {
		t.Errorf("environment is %v, want %s", env, want)
	}
}

// TestTestRun_Script has k6 run the script.
func TestTestRun_Script(t *testing.T) {
	address := serve(t, nil, "--response-delay-ms", "5", "--token-mean", "10", "--token-stddev", "0", "--stream-tokens-max", "1")
	file := filepath.Join(t.TempDir(), "summary.json")
	out, err := exec.Command("k6", "run", "--quiet", "--no-usage-report", "--vus", "4", "--iterations", "20",
		"--summary-export", file, "-e", "BASE_URL=http://"+address, "k8s/loadtest/stream.js").CombinedOutput()
	if err != nil {
		t.Fatalf("k6 is needed: %v\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var summary struct {
		Metrics struct {
			Checks struct{ Passes, Fails int }
			Events struct{ Count float64 }    `json:"stream_events"`
			TTFT   struct{ Min, Max float64 } `json:"stream_ttft"`
			Gap    struct{ Min, Max float64 } `json:"stream_mean_gap"`
		}
	}
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	m := summary.Metrics
	if m.Checks.Passes != 40 || m.Checks.Fails != 0 || m.Events.Count != 20*13 { // a role, ten tokens, an end and [DONE]
		t.Errorf("%+v\n%s", m, out)
	}
	if m.TTFT.Min < 4 || m.Gap.Max < 4 {
		t.Errorf("%+v, where 5 ms are waited before each event", m)
	}
}
