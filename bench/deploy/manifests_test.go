package deploy_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

var serverKinds = []string{"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"}

// TestManifests_Selectors wants everything that names pods to name those of the
// Deployment, and their port.
func TestManifests_Selectors(t *testing.T) {
	m := render(t, "k8s/monitoring", append(serverKinds, "PodMonitor")...)
	testSelectors(t, m)
	pod := labels.Set(m.deployment.Spec.Template.Labels)
	if s, err := meta.LabelSelectorAsSelector(&m.podMonitor.Spec.Selector); err != nil || s.Empty() || !s.Matches(pod) {
		t.Errorf("the PodMonitor selects %v, %v; the pods are %v", s, err, pod)
	}
	if got := m.podMonitor.Spec.PodMetricsEndpoints[0]; got.Port == nil || *got.Port != "http" || got.Path != "/metrics" {
		t.Errorf("what is scraped is %+v", got)
	}
	testAutoscaler(t, m)
}

func testSelectors(t *testing.T, m *manifests) {
	t.Helper()
	pod := labels.Set(m.deployment.Spec.Template.Labels)
	f := func(what string, selector *meta.LabelSelector) {
		t.Helper()
		s, err := meta.LabelSelectorAsSelector(selector)
		if err != nil || s.Empty() || !s.Matches(pod) {
			t.Errorf("%s selects %v, %v; the pods are %v", what, s, err, pod)
		}
	}
	f("the Deployment", m.deployment.Spec.Selector)
	f("the Service", &meta.LabelSelector{MatchLabels: m.service.Spec.Selector})
	f("the PodDisruptionBudget", m.disruption.Spec.Selector)
	f("the spread", m.deployment.Spec.Template.Spec.TopologySpreadConstraints[0].LabelSelector)

	port := m.deployment.Spec.Template.Spec.Containers[0].Ports[0]
	if port.Name != "http" || port.ContainerPort != 3000 {
		t.Errorf("port is %+v", port)
	}
	if got := m.service.Spec.Ports[0].TargetPort.StrVal; got != port.Name {
		t.Errorf("the Service sends to port %q", got)
	}
}

func testAutoscaler(t *testing.T, m *manifests) {
	t.Helper()
	target := m.autoscaler.Spec.ScaleTargetRef
	if target.Kind != m.deployment.Kind || target.APIVersion != m.deployment.APIVersion || target.Name != m.deployment.Name {
		t.Errorf("what is scaled is %+v", target)
	}
	if m.deployment.Spec.Replicas != nil {
		t.Error("the Deployment and the autoscaler fight for the number of replicas")
	}
	if *m.autoscaler.Spec.MinReplicas < 2 || m.autoscaler.Spec.MaxReplicas < *m.autoscaler.Spec.MinReplicas {
		t.Errorf("%d to %d replicas", *m.autoscaler.Spec.MinReplicas, m.autoscaler.Spec.MaxReplicas)
	}
}

// TestManifests_Drain wants a pod that is to end to be given the time it takes.
func TestManifests_Drain(t *testing.T) {
	testDrain(t, render(t, "k8s/server", serverKinds...))
}

func testDrain(t *testing.T, m *manifests) {
	t.Helper()
	pod := m.deployment.Spec.Template.Spec
	c := pod.Containers[0]
	drain, err := time.ParseDuration(variable(c, "MOCK_OPENAI_DRAIN_TIMEOUT"))
	if err != nil {
		t.Fatal(err)
	}
	sleep := time.Duration(c.Lifecycle.PreStop.Sleep.Seconds) * time.Second
	grace := time.Duration(*pod.TerminationGracePeriodSeconds) * time.Second
	if sleep <= 0 || drain <= 0 || sleep+drain >= grace {
		t.Errorf("%v and %v until the server has ended, and %v until it is killed", sleep, drain, grace)
	}
}

// TestManifests_Restricted wants what the Pod Security Standard "restricted"
// asks for, and what a server that writes nothing can have beyond that.
func TestManifests_Restricted(t *testing.T) {
	testRestricted(t, render(t, "k8s/server", serverKinds...))
}

func testRestricted(t *testing.T, m *manifests) {
	t.Helper()
	pod := m.deployment.Spec.Template.Spec
	c := pod.Containers[0]
	f := func(what string, is bool) {
		t.Helper()
		if !is {
			t.Errorf("not so: %s", what)
		}
	}
	isTrue := func(b *bool) bool { return b != nil && *b }
	isFalse := func(b *bool) bool { return b != nil && !*b }
	f("runs as non-root", isTrue(pod.SecurityContext.RunAsNonRoot) && *pod.SecurityContext.RunAsUser > 0)
	f("seccomp profile", pod.SecurityContext.SeccompProfile.Type == core.SeccompProfileTypeRuntimeDefault)
	f("no privilege escalation", isFalse(c.SecurityContext.AllowPrivilegeEscalation))
	f("no capabilities", len(c.SecurityContext.Capabilities.Drop) == 1 && c.SecurityContext.Capabilities.Drop[0] == "ALL" && c.SecurityContext.Capabilities.Add == nil)
	f("read-only root", isTrue(c.SecurityContext.ReadOnlyRootFilesystem))
	f("no token", isFalse(pod.AutomountServiceAccountToken))
	f("no variables of services", isFalse(pod.EnableServiceLinks))
	f("guaranteed quality of service", c.Resources.Requests.Cpu().Equal(*c.Resources.Limits.Cpu()) && c.Resources.Requests.Memory().Equal(*c.Resources.Limits.Memory()))
	f("whole cores", c.Resources.Limits.Cpu().MilliValue()%1000 == 0)
}

// TestManifests_Probes starts the server with the container's environment and
// sends it what the kubelet would.
func TestManifests_Probes(t *testing.T) {
	testProbes(t, render(t, "k8s/server", serverKinds...))
}

func testProbes(t *testing.T, m *manifests) {
	t.Helper()
	c := m.deployment.Spec.Template.Spec.Containers[0]
	help, err := exec.Command(binary, "help", "flags").Output()
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, v := range c.Env {
		if v.Name != "GOMEMLIMIT" && !strings.Contains(string(help), "`"+v.Name+"`") {
			t.Errorf("%s means nothing to the server", v.Name)
		}
		env = append(env, v.Name+"="+v.Value)
	}
	if got := variable(c, "MOCK_OPENAI_PORT"); got != "3000" {
		t.Errorf("port is %q", got)
	}
	address := serve(t, env)
	for name, probe := range map[string]*core.Probe{"startup": c.StartupProbe, "readiness": c.ReadinessProbe, "liveness": c.LivenessProbe} {
		if probe == nil || probe.HTTPGet.Port.StrVal != c.Ports[0].Name {
			t.Fatalf("%s probe is %+v", name, probe)
		}
		res, err := http.Get("http://" + address + probe.HTTPGet.Path)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != http.StatusOK {
			t.Errorf("%s probe gets status %d", name, res.StatusCode)
		}
	}
}

func variable(c core.Container, name string) string {
	for _, v := range c.Env {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}
