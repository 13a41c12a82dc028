package deploy_test

import (
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// manifests is what a kustomization comes to, one of each kind.
type manifests struct {
	deployment apps.Deployment
	service    core.Service
	autoscaler autoscaling.HorizontalPodAutoscaler
	disruption policy.PodDisruptionBudget
	monitor    monitoring.PodMonitor
	configMap  core.ConfigMap
	testRun    testRun
}

// render builds a kustomization and decodes all of it strictly: a field that
// Kubernetes does not know, or knows as something else, fails the test. So do a
// kind that does not belong there, and one that comes twice.
func render(t *testing.T, path string, kinds ...string) *manifests {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), path)
	if err != nil {
		t.Fatal(err)
	}
	var m manifests
	into := map[string]any{
		"apps/v1 Deployment":                     &m.deployment,
		"v1 Service":                             &m.service,
		"autoscaling/v2 HorizontalPodAutoscaler": &m.autoscaler,
		"policy/v1 PodDisruptionBudget":          &m.disruption,
		"monitoring.coreos.com/v1 PodMonitor":    &m.monitor,
		"v1 ConfigMap":                           &m.configMap,
		"k6.io/v1alpha1 TestRun":                 &m.testRun,
	}
	missing := make(map[string]bool)
	for _, kind := range kinds {
		missing[kind] = true
	}
	for _, r := range resources.Resources() {
		text, err := r.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		kind := r.GetGvk().ApiVersion() + " " + r.GetKind()
		if !missing[r.GetKind()] || into[kind] == nil {
			t.Fatalf("%s: unexpected %s", path, kind)
		}
		delete(missing, r.GetKind())
		if err := yaml.UnmarshalStrict(text, into[kind]); err != nil {
			t.Errorf("%s: %s: %v", path, kind, err)
		}
	}
	for kind := range missing {
		t.Errorf("%s: no %s", path, kind)
	}
	return &m
}
