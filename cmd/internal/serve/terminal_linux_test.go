package serve_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"

	"golang.org/x/sys/unix"
)

// terminal is a process that has one.
type terminal struct {
	*exec.Cmd
	keys *os.File

	mu     sync.Mutex
	output bytes.Buffer
	ended  chan struct{}
}

// startOn starts a program on a terminal of its own, until the test ends.
func startOn(t *testing.T, name string, args ...string) *terminal {
	t.Helper()
	p := &terminal{Cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), "TERM=xterm")
	keys, tty := openTerminal(t)
	p.Stdin, p.Stdout, p.Stderr = tty, tty, tty
	p.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	p.keys = keys
	t.Cleanup(func() { p.Process.Kill(); p.Wait(); keys.Close() })
	go func() {
		defer close(p.ended)
		io.Copy(p, keys)
	}()
	return p
}

// openTerminal opens a terminal of 120 columns: the end that a user has, and the end
// that a program has.
func openTerminal(t *testing.T) (keys, tty *os.File) {
	t.Helper()
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	fd := int(keys.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 30, Col: 120})
	}
	if err == nil {
		tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return keys, tty
}

// Write is for what the program shows.
func (p *terminal) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(b)
}

func (p *terminal) shown() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// await waits until the terminal has shown a match of pattern, and returns it.
func (p *terminal) await(t *testing.T, pattern string) string {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if found := regexp.MustCompile(pattern).FindString(p.shown()); found != "" {
			return found
		}
	}
	t.Fatalf("the terminal shows %q and not %s", p.shown(), pattern)
	return ""
}

// interrupt types Ctrl-C and returns all that was shown when the program has ended.
func (p *terminal) interrupt(t *testing.T) string {
	t.Helper()
	p.keys.Write([]byte{3})
	if err := p.Wait(); err != nil {
		t.Errorf("%v: %q", err, p.shown())
	}
	<-p.ended
	return p.shown()
}

// screen is what the lines of a terminal look like in the end.
func screen(output string) []string {
	var lines []string
	for line := range strings.Lines(output) {
		line = strings.TrimSuffix(line, "\r\n")
		if at := strings.LastIndex(line, "\r\x1b[K"); at >= 0 {
			line = line[at+len("\r\x1b[K"):]
		}
		lines = append(lines, line)
	}
	return lines
}

// TestTerminal wants a banner at the start, a line that is redrawn, and totals.
func TestTerminal(t *testing.T) {
	t.Parallel()
	p := startOn(t, programtest.Path(), "--port", "0", "--itl", "1ms", "--token-mean", "20", "--token-stddev", "0", "--fault", "reset=0", "--metrics-addr", "127.0.0.1:0", "--admin", "--api-key", "secret")
	base := strings.TrimPrefix(p.await(t, `Base URL  http://127\.0\.0\.1:\d+/v1\b`), "Base URL  ")
	p.await(t, `Metrics   http://127\.0\.0\.1:\d+/metrics\b`)
	p.await(t, `Admin     http://127\.0\.0\.1:\d+/_mock/`)
	p.await(t, regexp.QuoteMeta(`Set       --api-key … --token-mean 20 --token-stddev 0 --itl 1ms --fault reset=0 --metrics-addr 127.0.0.1:0 --admin`))
	for range 3 {
		programtest.PostWith(t, base, "secret", `{"stream":true}`)
	}
	p.await(t, `\r\x1b\[K[0-9.]+ req/s · 0 in flight · [0-9]+ events/s · headroom \d+% · lateness p99 \S+ ms · faults 0`)
	shown := p.interrupt(t)
	if strings.Contains(shown, "secret") {
		t.Errorf("the key is shown: %s", shown)
	}
	lines := screen(shown)
	if last := lines[len(lines)-1]; !regexp.MustCompile(`^3 requests and \d+ events in .*, 0 faults, least headroom \d+%, lateness p99 \S+ ms$`).MatchString(last) {
		t.Errorf("the last line is %q", last)
	}
}

// TestTerminal_Log has lines logged while the last line is redrawn: they stay whole.
func TestTerminal_Log(t *testing.T) {
	t.Parallel()
	models := filepath.Join(t.TempDir(), "models.yaml")
	if err := os.WriteFile(models, []byte("models: {slow: {ttft: 1ms}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startOn(t, programtest.Path(), "--port", "0", "--model-config", models)
	p.await(t, `Base URL`)
	os.Remove(models)
	complaint := "mock-openai: --model-config: open " + models + ": no such file or directory"
	for strings.Count(p.shown(), "req/s") < 2 {
		p.Process.Signal(syscall.SIGHUP)
		time.Sleep(3 * time.Millisecond)
	}
	complaints := 0
	for _, line := range screen(p.interrupt(t)) {
		switch {
		case line == complaint:
			complaints++
		case strings.Contains(line, "model-config:"), strings.Contains(line, "req/s"):
			t.Errorf("torn: %q", line)
		}
	}
	if complaints == 0 {
		t.Error("nothing was logged")
	}
}

// TestTerminal_Quiet wants no banner and no line in place where nobody wants them.
func TestTerminal_Quiet(t *testing.T) {
	f := func(banner bool, args ...string) {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			p := startOn(t, programtest.Path(), append(args, "--port", "0")...)
			url := strings.TrimPrefix(p.await(t, `listens on http://127\.0\.0\.1:\d+`), "listens on ")
			time.Sleep(1200 * time.Millisecond)
			programtest.PostWith(t, url+"/v1", "any", `{}`)
			shown := p.interrupt(t)
			if strings.Contains(shown, "\x1b") || strings.Contains(shown, "req/s") || strings.Contains(shown, "Base URL") != banner {
				t.Errorf("%q", shown)
			}
		})
	}
	f(false, "--quiet")
	f(true, "-v")
}

// TestTerminal_Warns wants warnings in the banner, and the phase in the line.
func TestTerminal_Warns(t *testing.T) {
	t.Parallel()
	p := startOn(t, programtest.Shell(t, "bash"), "-c", `ulimit -n 512; exec "$0" --port 0 --host 0.0.0.0 --admin-on-main --scenario outage`, programtest.Path())
	p.await(t, `Base URL  http://localhost:\d+/v1\b`)
	p.await(t, `Warning   this machine will spoil large runs: 512 open files`)
	p.await(t, `Warning   --admin-on-main lets whoever reaches \S+ change the server, as there is no --api-key`)
	p.await(t, `faults 0 · phase healthy`)
	p.interrupt(t)
}

// TestTerminal_Background has a shell run the server in the background of a terminal.
func TestTerminal_Background(t *testing.T) {
	t.Parallel()
	p := startOn(t, programtest.Shell(t, "bash"), "-c", `set -m; "$0" --port 0 & sleep 1.5; kill $!; wait $!; echo over`, programtest.Path())
	p.await(t, `over`)
	if shown := p.shown(); strings.Contains(shown, "\x1b") || strings.Contains(shown, "Base URL") || !strings.Contains(shown, " listens on http://127.0.0.1:") {
		t.Errorf("%q", shown)
	}
}

// TestWithoutTerminal wants nothing but the line that scripts read.
func TestWithoutTerminal(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	c := exec.Command(programtest.Path(), "--port", "0")
	c.Stdout = &stdout
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(1200*time.Millisecond, func() { c.Process.Signal(syscall.SIGTERM) })
	told, _ := io.ReadAll(stderr)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
	if !regexp.MustCompile(`^mock-openai \S+ listens on http://127\.0\.0\.1:\d+ \(4096 articles in \d+ ms\)\n$`).MatchString(stdout.String()) {
		t.Errorf("stdout: %q", stdout.String())
	}
	if strings.ContainsAny(string(told), "\r\x1b") || strings.Contains(string(told), "req/s") {
		t.Errorf("stderr: %q", told)
	}
}
