package deploy_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestPackages builds the archive and the packages for this machine, and unpacks
// them.
func TestPackages(t *testing.T) {
	dist := t.TempDir()
	run(t, nil, "make", "-C", "../..", "archives", "packages", "VERSION=v1.2.3", "DIST="+dist, "PLATFORMS=linux/"+runtime.GOARCH)

	root := t.TempDir()
	run(t, nil, "dpkg-deb", "--extract", match(t, dist, "*.deb"), root)
	if out := run(t, nil, filepath.Join(root, "usr/bin/mock-openai"), "version"); !strings.HasPrefix(out, "mock-openai v1.2.3\n") {
		t.Errorf("the version is %s", out)
	}
	run(t, nil, "bash", "-n", filepath.Join(root, "usr/share/bash-completion/completions/mock-openai"))
	var deb []string
	if err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			deb = append(deb, strings.TrimPrefix(path, root))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	licensed := func(name string) bool {
		return strings.HasSuffix(name, "/LICENSE") || strings.HasSuffix(name, "/copyright")
	}
	rpm := strings.Fields(run(t, nil, "rpm", "--query", "--list", "--package", match(t, dist, "*.rpm")))
	if deb, rpm := slices.DeleteFunc(deb, licensed), slices.DeleteFunc(rpm, licensed); len(deb) < 6 || !slices.Equal(deb, rpm) {
		t.Errorf("the packages hold\n%q\n%q", deb, rpm)
	}
	unit, err := os.ReadFile(filepath.Join(root, "usr/lib/systemd/system/mock-openai.service"))
	if err != nil || !strings.Contains(string(unit), "ExecStart=/usr/bin/mock-openai\n") || !strings.Contains(string(unit), "EnvironmentFile=-/etc/default/mock-openai\n") {
		t.Errorf("%v, the unit is\n%s", err, unit)
	}

	listed := run(t, nil, "tar", "-tf", match(t, dist, "*.tar.gz"))
	for _, name := range []string{"mock-openai", "mock-openai.1", "mock-openai.bash", "mock-openai.fish", "README.md", "LICENSE"} {
		if !strings.Contains(listed, "_"+runtime.GOARCH+"/"+name+"\n") {
			t.Errorf("the archive has no %s:\n%s", name, listed)
		}
	}
	testPage(t, filepath.Join(root, "usr/share/man/man1/mock-openai.1.gz"))
}

// testPage wants the page to have the flags of serve, and nothing left to fill in.
func testPage(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(unzipped)
	if err != nil || strings.Contains(string(page), "@") || !strings.Contains(string(page), `\-\-stream\-tokens\-max`) {
		t.Errorf("%v, the page is\n%s", err, page)
	}
}

// TestFormula makes a formula of made-up checksums.
func TestFormula(t *testing.T) {
	var sums strings.Builder
	platforms := []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"}
	for i, platform := range platforms {
		fmt.Fprintf(&sums, "%064x  mock-openai_v1.2.3_%s.tar.gz\n", i, platform)
	}
	checksums := filepath.Join(t.TempDir(), "checksums.txt")
	if err := os.WriteFile(checksums, []byte(sums.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	source := "https://example.com/mock-openai"
	formula := run(t, []string{"VERSION=v1.2.3", "SOURCE=" + source}, "packages/formula.sh", checksums)
	for i, platform := range platforms[:4] {
		want := fmt.Sprintf("url %q\n      sha256 \"%064x\"\n", source+"/releases/download/v1.2.3/mock-openai_v1.2.3_"+platform+".tar.gz", i)
		if strings.Count(formula, want) != 1 {
			t.Errorf("the formula lacks %s", want)
		}
	}
	if strings.Contains(formula, "@") || !strings.Contains(formula, `version "1.2.3"`) {
		t.Errorf("the formula is\n%s", formula)
	}
	if _, err := exec.LookPath("ruby"); err == nil {
		file := filepath.Join(t.TempDir(), "mock-openai.rb")
		if err := os.WriteFile(file, []byte(formula), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, nil, "ruby", "-c", file)
	}
}

// run returns what the command prints.
func run(t *testing.T, env []string, command ...string) string {
	t.Helper()
	c := exec.Command(command[0], command[1:]...)
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command, err, out)
	}
	return string(out)
}

// match is the one file in folder with a name like pattern.
func match(t *testing.T, folder, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(names) != 1 {
		t.Fatalf("%s: %v, %v", pattern, names, err)
	}
	return names[0]
}
