package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

func project(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{"compose/compose.yaml"}, cli.WithProfiles([]string{"*"}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func service(t *testing.T, name string) types.ServiceConfig {
	t.Helper()
	s, err := project(t).GetService(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCompose_Build(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if got := service(t, "server").Build.Context; got != root {
		t.Errorf("what is built is %s", got)
	}
}

// TestCompose_Gateway wants every variable of the template to be set, to what
// the other services are.
func TestCompose_Gateway(t *testing.T) {
	s := service(t, "gateway")
	if got := len(s.Volumes); got != 1 {
		t.Fatalf("%d volumes", got)
	}
	source, target := s.Volumes[0].Source, s.Volumes[0].Target
	if want, _ := filepath.Abs("compose/gateway.conf.template"); source != want || target != "/etc/nginx/templates/default.conf.template" {
		t.Errorf("%s is mounted as %s", source, target)
	}
	for name, want := range map[string]string{"UPSTREAM": "server:3000", "GATEWAY_PORT": "8080"} {
		if got := s.Environment[name]; got == nil || *got != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
}

// TestCompose_OtherGateways wants what the gateways run to be mounted where their
// commands look for it.
func TestCompose_OtherGateways(t *testing.T) {
	f := func(name, file, source, target string) {
		t.Helper()
		s := service(t, name)
		if len(s.Volumes) != 1 {
			t.Fatalf("%s: %+v", name, s.Volumes)
		}
		if want, _ := filepath.Abs(source); s.Volumes[0].Source != want || s.Volumes[0].Target != target {
			t.Errorf("%s: %s is mounted as %s", name, s.Volumes[0].Source, s.Volumes[0].Target)
		}
		if _, err := os.Stat(file); err != nil || !slices.Contains(s.Command, strings.Replace(file, source, target, 1)) {
			t.Errorf("%s: %v, the command is %s", name, err, s.Command)
		}
	}
	f("litellm", "compose/litellm.yaml", "compose/litellm.yaml", "/app/config.yaml")
	f("reverseproxy", "compose/reverseproxy/main.go", "compose/reverseproxy", "/src")
}

// TestCompose_Bench runs the example's command against the example's gateway
// and the server.
func TestCompose_Bench(t *testing.T) {
	server := serve(t, nil)
	names := strings.NewReplacer("server:3000", server, "gateway:8080", gateway(t, server), "--warmup=1s", "--warmup=50ms")
	args := []string{"--requests=100"}
	for _, arg := range service(t, "bench").Command {
		args = append(args, names.Replace(arg))
	}
	args[0], args[1] = args[1], args[0] // the command comes first
	out, err := exec.Command(binary, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	if n := strings.Count(string(out), "100 answers in "); n != 2 || strings.Count(string(out), "; no errors\n") != 2 || !regexp.MustCompile(`(?m)^TTFT A +[0-9]`).Match(out) {
		t.Errorf("%s", out)
	}
	t.Logf("\n%s", out)
}
