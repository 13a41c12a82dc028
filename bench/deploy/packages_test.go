package deploy_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestPackages builds the archive and the packages for this machine, and unpacks
// them. Those that someone else builds are the same: elsewhere, in another time zone
// and terminal, with files that no one else may read.
func TestPackages(t *testing.T) {
	build := func(umask string, env ...string) string {
		dist := t.TempDir()
		run(t, env, "sh", "-c", `umask "$0" && make -C ../.. archives packages VERSION=v1.2.3 DIST="$1" PLATFORMS="$2"`, umask, dist, "linux/"+runtime.GOARCH)
		return dist
	}
	dist, other := build("022", "TZ=UTC"), build("077", "TZ=Asia/Tokyo", "COLUMNS=200", "MOCK_OPENAI_PORT=1")
	for _, pattern := range []string{"*.tar.gz", "*.deb", "*.rpm"} {
		run(t, nil, "cmp", match(t, dist, pattern), match(t, other, pattern))
	}

	root := t.TempDir()
	run(t, nil, "dpkg-deb", "--extract", match(t, dist, "*.deb"), root)
	if out := run(t, nil, filepath.Join(root, "usr/bin/mock-openai"), "version"); !regexp.MustCompile(`^mock-openai v1\.2\.3\ncommit [0-9a-f]{40} of [0-9T:-]+Z\n`).MatchString(out) {
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
	documented := func(name string) bool {
		return strings.HasPrefix(name, "/usr/share/doc/") || strings.HasPrefix(name, "/usr/share/li")
	}
	rpm := strings.Fields(run(t, nil, "rpm", "--query", "--list", "--package", match(t, dist, "*.rpm")))
	for _, name := range []string{"doc/mock-openai/changelog.gz", "doc/mock-openai/copyright", "doc/mock-openai/NOTICES.gz"} {
		if !slices.Contains(deb, "/usr/share/"+name) {
			t.Errorf("the package for Debian lacks %s: %q", name, deb)
		}
	}
	for _, name := range []string{"doc/mock-openai/CHANGELOG.md.gz", "licenses/mock-openai/LICENSE", "licenses/mock-openai/NOTICES.gz"} {
		if !slices.Contains(rpm, "/usr/share/"+name) {
			t.Errorf("the package for Fedora lacks %s: %q", name, rpm)
		}
	}
	if deb, rpm := slices.DeleteFunc(deb, documented), slices.DeleteFunc(rpm, documented); len(deb) < 6 || !slices.Equal(deb, rpm) {
		t.Errorf("the packages hold\n%q\n%q", deb, rpm)
	}
	testModes(t, run(t, nil, "dpkg-deb", "--contents", match(t, other, "*.deb")))
	testModes(t, run(t, nil, "tar", "-tvf", match(t, other, "*.tar.gz")))
	testModes(t, run(t, nil, "rpm", "--query", "--list", "--verbose", "--package", match(t, other, "*.rpm")))
	unit, err := os.ReadFile(filepath.Join(root, "usr/lib/systemd/system/mock-openai.service"))
	if err != nil || !strings.Contains(string(unit), "ExecStart=/usr/bin/mock-openai\n") || !strings.Contains(string(unit), "EnvironmentFile=-/etc/default/mock-openai\n") {
		t.Errorf("%v, the unit is\n%s", err, unit)
	}

	listed := run(t, nil, "tar", "-tf", match(t, dist, "*.tar.gz"))
	for _, name := range []string{"mock-openai", "mock-openai.1", "mock-openai.bash", "mock-openai.fish", "README.md", "LICENSE", "NOTICES"} {
		if !strings.Contains(listed, "_"+runtime.GOARCH+"/"+name+"\n") {
			t.Errorf("the archive has no %s:\n%s", name, listed)
		}
	}
	testPage(t, filepath.Join(root, "usr/share/man/man1/mock-openai.1.gz"))
}

// testModes wants everyone to read what is listed, and only root to write it.
func testModes(t *testing.T, listed string) {
	t.Helper()
	for line := range strings.Lines(listed) {
		if mode := line[:10]; mode != "-rw-r--r--" && mode != "-rwxr-xr-x" && mode != "drwxr-xr-x" {
			t.Errorf("the mode is %s", line)
		}
	}
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
