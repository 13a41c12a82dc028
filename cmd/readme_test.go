//go:build unix

package cmd_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

const readme = "../README.md"

// block is a shell session in a text: what is typed, and what is shown.
type block struct {
	typed string
	shown []string
}

// blocksIn are the shell sessions of a text in Markdown.
func blocksIn(text string) (all []block) {
	for _, found := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(text, -1) {
		var b block
		for line := range strings.Lines(found[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				b.typed += command
			} else if line = strings.TrimSpace(line); line != "" {
				b.shown = append(b.shown, line)
			}
		}
		all = append(all, b)
	}
	return all
}

// TestReadme types every shell session of the README into a shell, and wants to be
// shown the same: "…" stands for anything, and figures that are measured may differ.
// Each session has a network of its own where the system allows it, and otherwise
// free ports instead of those it names.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	blocks := blocksIn(string(text))
	if len(blocks) < 4 {
		t.Fatalf("the README has %d shell sessions", len(blocks))
	}
	for i, b := range blocks {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			t.Parallel()
			b.compare(t, typeInto(t, b.typed))
		})
	}
}

// typeInto returns what a shell shows.
func typeInto(t *testing.T, typed string) string {
	t.Helper()
	var out bytes.Buffer
	helper := helperFor(t, typed, &out)
	if apart(helper) {
		if err := helper.Run(); err == nil {
			return out.String()
		} else if helper.ProcessState != nil && helper.ProcessState.ExitCode() != statusNoNetwork {
			t.Fatalf("%v\n%s\n%s", err, typed, &out)
		}
	}
	t.Log("without a network of its own")
	typed = freePorts(t, typed)
	out.Reset()
	if err := helperFor(t, typed, &out).Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, typed, &out)
	}
	return out.String()
}

// helperFor is this program as the helper that runs a shell.
func helperFor(t *testing.T, typed string, out *bytes.Buffer) *exec.Cmd {
	helper := exec.Command(os.Args[0])
	helper.Env = append(os.Environ(), helperVariable+"="+gatewayIn(typed), "PATH="+filepath.Dir(programtest.Path())+":"+os.Getenv("PATH"))
	helper.Stdin, helper.Stdout, helper.Stderr = strings.NewReader(typed), out, out
	helper.Dir = t.TempDir()
	return helper
}

// statusNoNetwork is that of a helper which cannot have a network of its own.
const statusNoNetwork = 77

// compare wants each line that is to be shown among those that were, in their order;
// that a server listens is said when it does. "…" stands for anything.
func (b *block) compare(t *testing.T, out string) {
	t.Helper()
	number := regexp.MustCompile(`\d[\d,]*(\\\.\d+)?`)
	rest := out
	for _, line := range b.shown {
		pattern := regexp.QuoteMeta(line)
		pattern = regexp.MustCompile(` *… *`).ReplaceAllString(pattern, ".*")
		pattern = regexp.MustCompile(`^mock-openai \w+ listens`).ReplaceAllString(pattern, `mock-openai \S+ listens`)
		switch {
		case strings.HasPrefix(line, "gateway adds"):
			pattern = `(gateway adds|not measurable:).*` // as the machine is, while tests run
		case strings.Contains(line, "listens on"), strings.HasPrefix(line, "last byte"):
			pattern = number.ReplaceAllString(pattern, `[\d.,]+`)
		}
		line := regexp.MustCompile(`(?m)^\s*` + pattern + `\s*$`)
		if strings.Contains(pattern, "listens on") {
			if !line.MatchString(out) {
				t.Errorf("no line is %s in\n%s", line, out)
			}
			continue
		}
		at := line.FindStringIndex(rest)
		if at == nil {
			t.Errorf("no further line is %s in\n%s", line, out)
			continue
		}
		rest = rest[at[1]:]
	}
}

// freePorts replaces the ports that are named by such as are free.
func freePorts(t *testing.T, typed string) string {
	t.Helper()
	free := map[string]string{"3000": ""}
	typed = strings.ReplaceAll(typed, "mock-openai --deterministic", "mock-openai --port 3000 --deterministic")
	typed = regexp.MustCompile(`(?m)health --wait`).ReplaceAllString(typed, "health --port 3000 --wait")
	return regexp.MustCompile(`\b(300\d|8080)\b`).ReplaceAllStringFunc(typed, func(port string) string {
		if free[port] == "" {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer ln.Close()
			_, free[port], _ = net.SplitHostPort(ln.Addr().String())
		}
		return free[port]
	})
}

// helperVariable makes this program the helper that runs a shell. It holds the
// gateway's upstream and its own address, if there is to be a gateway.
const helperVariable = "README_SHELL"

// gatewayIn is what stands for the reader's own gateway in a session that has one.
func gatewayIn(typed string) string {
	found := regexp.MustCompile(`--url (\S+) --compare http://(\S+)`).FindStringSubmatch(typed)
	if found == nil {
		return " "
	}
	return found[1] + " " + found[2]
}

// init is the helper, where that is what this program was started for.
func init() {
	spec := os.Getenv(helperVariable)
	if spec == "" {
		return
	}
	os.Unsetenv(helperVariable)
	if err := beginNetwork(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(statusNoNetwork)
	}
	if upstream, address, _ := strings.Cut(spec, " "); upstream != "" {
		go serveGateway(upstream, address)
	}
	shell := exec.Command("bash", "-s")
	shell.Stdin, shell.Stdout, shell.Stderr = os.Stdin, os.Stdout, os.Stderr
	done := make(chan error, 1)
	go func() { done <- shell.Run() }()
	select {
	case err := <-done:
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	case <-time.After(5 * time.Minute):
		fmt.Fprintln(os.Stderr, "the shell does not end")
		os.Exit(1)
	}
}

// serveGateway is the reverse proxy of the standard library.
func serveGateway(upstream, address string) {
	target, err := url.Parse(upstream)
	if err == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1024
		err = http.ListenAndServe(address, programtest.NewGateway(programtest.To(target), transport))
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
