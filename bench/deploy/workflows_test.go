package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// workflow is what the tests read of a workflow of GitHub's.
type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Needs       any // a job or several
		Permissions map[string]string
		Steps       []struct{ Uses, Run string }
	}
}

func readWorkflow(t *testing.T, path string) (w workflow) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestRelease wants nothing to be published before the tests have passed and the
// image and all else is built, and only one job to have the right to.
func TestRelease(t *testing.T) {
	w := readWorkflow(t, "../../.github/workflows/release.yml")
	if needs, ok := w.Jobs["publish"].Needs.([]any); !ok || !slices.Contains(needs, any("ci")) || !slices.Contains(needs, any("build")) {
		t.Errorf("publish needs %v", w.Jobs["publish"].Needs)
	}
	publishes := regexp.MustCompile(`crane push|crane tag|gh release|helm push|docker login|--push`)
	for name, job := range w.Jobs {
		var commands strings.Builder
		for _, step := range job.Steps {
			commands.WriteString(step.Run)
		}
		if got := publishes.MatchString(commands.String()); got != (name == "publish") || got != (len(job.Permissions) > 0) {
			t.Errorf("%s publishes: %v, with %v", name, got, job.Permissions)
		}
	}
}

// TestWorkflows_Pinned wants every action to be named by its commit.
func TestWorkflows_Pinned(t *testing.T) {
	paths, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	pinned := regexp.MustCompile(`^[\w/-]+@[0-9a-f]{40}$`)
	for _, path := range paths {
		w := readWorkflow(t, path)
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s: permissions are %v", path, w.Permissions)
		}
		for name, job := range w.Jobs {
			for _, step := range job.Steps {
				if step.Uses != "" && !pinned.MatchString(step.Uses) {
					t.Errorf("%s: %s uses %s", path, name, step.Uses)
				}
			}
		}
	}
}

// TestLineEnds wants no checkout to change the ends of lines, as one on Windows does
// unless told.
func TestLineEnds(t *testing.T) {
	for _, path := range []string{"fast/testdata/golden.txt", "cmd/help/flags.md", "main.go"} {
		if out := run(t, nil, "git", "-C", "../..", "check-attr", "text", path); out != path+": text: unset\n" {
			t.Errorf("git says %s", out)
		}
	}
}
