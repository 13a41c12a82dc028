package deploy_test

import (
	"bytes"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// manifests is what a kustomization or a chart comes to, one of each kind.
type manifests struct {
	deployment     apps.Deployment
	service        core.Service
	autoscaler     autoscaling.HorizontalPodAutoscaler
	disruption     policy.PodDisruptionBudget
	podMonitor     monitoring.PodMonitor
	serviceMonitor monitoring.ServiceMonitor
	configMap      core.ConfigMap
	testRun        testRun
}

// render builds a kustomization.
func render(t *testing.T, path string, kinds ...string) *manifests {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := resources.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, path, text, kinds...)
}

// decode decodes all of text strictly: a field that Kubernetes does not know, or
// knows as something else, fails the test. So do a kind that does not belong
// there, and one that comes twice.
func decode(t *testing.T, path string, text []byte, kinds ...string) *manifests {
	t.Helper()
	var m manifests
	into := map[meta.TypeMeta]any{
		{Kind: "Deployment", APIVersion: "apps/v1"}:                      &m.deployment,
		{Kind: "Service", APIVersion: "v1"}:                              &m.service,
		{Kind: "HorizontalPodAutoscaler", APIVersion: "autoscaling/v2"}:  &m.autoscaler,
		{Kind: "PodDisruptionBudget", APIVersion: "policy/v1"}:           &m.disruption,
		{Kind: "PodMonitor", APIVersion: "monitoring.coreos.com/v1"}:     &m.podMonitor,
		{Kind: "ServiceMonitor", APIVersion: "monitoring.coreos.com/v1"}: &m.serviceMonitor,
		{Kind: "ConfigMap", APIVersion: "v1"}:                            &m.configMap,
		{Kind: "TestRun", APIVersion: "k6.io/v1alpha1"}:                  &m.testRun,
	}
	missing := make(map[string]bool)
	for _, kind := range kinds {
		missing[kind] = true
	}
	for document := range bytes.SplitSeq(text, []byte("\n---\n")) {
		var kind meta.TypeMeta
		if err := yaml.Unmarshal(document, &kind); err != nil {
			t.Fatal(err)
		}
		if !missing[kind.Kind] || into[kind] == nil {
			t.Fatalf("%s: unexpected %s", path, kind)
		}
		delete(missing, kind.Kind)
		if err := yaml.UnmarshalStrict(document, into[kind]); err != nil {
			t.Errorf("%s: %s: %v", path, kind, err)
		}
	}
	for kind := range missing {
		t.Errorf("%s: no %s", path, kind)
	}
	return &m
}
