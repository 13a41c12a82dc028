package deploy_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// TestReadme runs the commands of README.md one after the other in one shell, as
// typed, in a copy of the repository. What needs a daemon, a cluster or a registry
// is played by this test, which fails where a file, a folder or a service that the
// command names is not there.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "root")
	for _, path := range []string{"bench/deploy/compose", "bench/deploy/helm", "bench/deploy/k8s", "bench/deploy/testcontainers", "bench/grafana"} {
		if err := os.CopyFS(filepath.Join(root, path), os.DirFS("../../"+path)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"Makefile", "Dockerfile"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	played := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name := range roles {
		if err := os.Symlink(self, filepath.Join(played, name)); err != nil {
			t.Fatal(err)
		}
	}
	var script strings.Builder
	commands := regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(string(text), -1)
	for _, command := range commands {
		script.WriteString(command[1] + "\n")
	}
	c := exec.Command("bash", "-euxc", script.String())
	c.Dir = root
	realHelm, err := exec.LookPath("helm")
	if err != nil {
		t.Fatal(err)
	}
	c.Env = append(os.Environ(), "PATH="+played+":"+os.Getenv("PATH"), "HELM="+realHelm)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// play is what a command that TestReadme plays does in place of TestMain.
func play(role func([]string) error) {
	if err := role(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// roles are the commands that TestReadme plays, by name.
var roles = map[string]func(args []string) error{
	"docker":    docker,
	"helm":      helmInstall,
	"kustomize": edit,
	"kubectl":   kubectl,
	"mvn":       named("-f", "pom.xml"),
	"pip":       named("-r", ""),
	"pytest":    func(args []string) error { _, err := os.Stat(filepath.Join(args[0], "test_container.py")); return err },
}

// docker loads the project, and wants the services that are named to be in it.
func docker(args []string) error {
	if args[0] == "build" {
		_, err := os.Stat(filepath.Join(args[len(args)-1], "Dockerfile"))
		return err
	}
	if args[0] != "compose" || args[1] != "-f" {
		return fmt.Errorf("docker %v", args)
	}
	options, err := cli.NewProjectOptions([]string{args[2]}, cli.WithOsEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		return err
	}
	p, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	if i := slices.Index(args, "--profile"); i >= 0 {
		if _, err := p.GetService(args[i+1]); err != nil {
			return err
		}
	}
	if slices.Contains(args, "run") {
		s, err := p.GetService(args[len(args)-1])
		if err != nil {
			return err
		}
		_, url, _ := strings.Cut(s.Command[len(s.Command)-1], "http://")
		host, _, _ := strings.Cut(url, ":")
		_, err = p.GetService(host)
		return err
	}
	return nil
}

// helmInstall renders what would be installed.
func helmInstall(args []string) error {
	args = slices.DeleteFunc(args, func(arg string) bool { return arg == "--reuse-values" })
	out, err := exec.Command(os.Getenv("HELM"), append([]string{"template"}, args[1:]...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// edit wants a kustomization in the working folder that has the image.
func edit(args []string) error {
	text, err := os.ReadFile("kustomization.yaml")
	name, _, _ := strings.Cut(args[len(args)-1], "=")
	if err == nil && !strings.Contains(string(text), "name: "+name) {
		err = fmt.Errorf("no image %s", name)
	}
	return err
}

// kubectl builds what would be applied.
func kubectl(args []string) error {
	if args[0] != "apply" {
		return nil
	}
	_, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), args[2])
	return err
}

// named wants the file that follows option to be there.
func named(option, file string) func([]string) error {
	return func(args []string) error {
		i := slices.Index(args, option)
		_, err := os.Stat(filepath.Join(args[i+1], file))
		return err
	}
}
