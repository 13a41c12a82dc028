package deploy_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func helm(t *testing.T, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	c := exec.Command("helm", args...)
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("helm %v: %v\n%s%s", args, err, out, &stderr)
	}
	return out
}

// chart renders the chart with values.
func chart(t *testing.T, kinds []string, values ...string) *manifests {
	t.Helper()
	text := helm(t, append([]string{"template", "test", "helm", "--namespace", "load"}, values...)...)
	return decode(t, "helm", bytes.TrimPrefix(text, []byte("---\n")), kinds...)
}

func TestHelm_Lint(t *testing.T) {
	helm(t, "lint", "--strict", "helm")
	helm(t, "lint", "--strict", "helm", "--set", "autoscaling.enabled=true,serviceMonitor.enabled=true,apiKey.existingSecret=keys")
}

// TestHelm_Defaults wants the chart to hold what the kustomization does, but for
// the autoscaler.
func TestHelm_Defaults(t *testing.T) {
	m := chart(t, []string{"Deployment", "Service", "PodDisruptionBudget"})
	testSelectors(t, m)
	testDrain(t, m)
	testRestricted(t, m)
	testProbes(t, m)
	if got := m.deployment.Spec.Replicas; got == nil || *got != 2 {
		t.Errorf("replicas are %v", got)
	}
}

func TestHelm_Options(t *testing.T) {
	m := chart(t, append(serverKinds, "ServiceMonitor"), "--set", "autoscaling.enabled=true,serviceMonitor.enabled=true,apiKey.existingSecret=keys")
	testAutoscaler(t, m)
	service := labels.Set(m.service.Labels)
	if s, err := meta.LabelSelectorAsSelector(&m.serviceMonitor.Spec.Selector); err != nil || s.Empty() || !s.Matches(service) {
		t.Errorf("the ServiceMonitor selects %v, %v; the Service has %v", s, err, service)
	}
	if got := m.serviceMonitor.Spec.Endpoints[0]; got.Port != m.service.Spec.Ports[0].Name || got.Path != "/metrics" {
		t.Errorf("what is scraped is %+v", got)
	}
	for _, v := range m.deployment.Spec.Template.Spec.Containers[0].Env {
		if v.Name == "MOCK_OPENAI_API_KEY" {
			if from := v.ValueFrom.SecretKeyRef; from.Name != "keys" || from.Key != "api-key" {
				t.Errorf("the key comes from %v", from)
			}
			return
		}
	}
	t.Error("there is no key")
}

// TestHelm_Package packages the chart twice, in other time zones and with other rights, as
// old as the commit is.
func TestHelm_Package(t *testing.T) {
	build := func(umask, zone string) string {
		dist := t.TempDir()
		run(t, []string{"TZ=" + zone}, "sh", "-c", `umask "$0" && make -C ../.. chart-package VERSION=v1.2.3 DATE=2001-02-03T04:05:06Z IMAGE=example.com/mock DIST="$1" PACK_CHART=helm`, umask, dist)
		return match(t, dist, "mock-openai-1.2.3.tgz")
	}
	packed := build("022", "UTC")
	run(t, nil, "cmp", packed, build("077", "Asia/Tokyo"))
	if listed := run(t, []string{"TZ=UTC"}, "tar", "-tvf", packed); strings.Count(listed, " 2001-02-03 04:05 ") != strings.Count(listed, "\n") {
		t.Errorf("the files are of other times:\n%s", listed)
	}
	text := helm(t, "template", "test", packed)
	m := decode(t, packed, bytes.TrimPrefix(text, []byte("---\n")), "Deployment", "Service", "PodDisruptionBudget")
	if got := m.deployment.Spec.Template.Spec.Containers[0].Image; got != "example.com/mock:v1.2.3" {
		t.Errorf("the image is %s", got)
	}
}

// TestHelm_Flags starts the server with what becomes of flags.
func TestHelm_Flags(t *testing.T) {
	m := chart(t, []string{"Deployment", "Service", "PodDisruptionBudget"},
		"--set", "flags.pregen-count=128,flags.tpm=12000000,flags.deterministic=true,flags.h2c=false,flags.token-mean=12.5,flags.port=80,flags.fault=reset=0.1;stall=0.1")
	c := m.deployment.Spec.Template.Spec.Containers[0]
	for name, want := range map[string]string{
		"MOCK_OPENAI_PORT":          "3000",
		"MOCK_OPENAI_PREG_COUNT":    "128",
		"MOCK_OPENAI_TPM":           "12000000",
		"MOCK_OPENAI_DETERMINISTIC": "true",
		"MOCK_OPENAI_H2C":           "false",
		"MOCK_OPENAI_TOKEN_MEAN":    "12.5",
		"MOCK_OPENAI_FAULT":         "reset=0.1;stall=0.1",
		"MOCK_OPENAI_DRAIN_TIMEOUT": "30s",
	} {
		if got := variable(c, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	testProbes(t, m)
}
