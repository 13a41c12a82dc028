//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// process is a server under measurement.
type process struct {
	cmd *exec.Cmd
	url string
}

// pinned returns the command name args, pinned to cores. It is killed when ctx ends,
// and by the kernel if this process dies.
func pinned(ctx context.Context, cores coreSet, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	if len(cores) > 0 {
		cmd = exec.CommandContext(ctx, "taskset", append([]string{"-c", cores.String(), name}, args...)...)
		cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", len(cores)))
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

var urlPattern = regexp.MustCompile(`https?://[^\s]+`)

// start runs a server that prints its URL in its first line.
func start(ctx context.Context, cores coreSet, name string, args ...string) (*process, error) {
	return startTo(ctx, os.Stderr, cores, name, args...)
}

// startTo is like start, with the server's stderr going to w.
func startTo(ctx context.Context, w io.Writer, cores coreSet, name string, args ...string) (*process, error) {
	p := &process{cmd: pinned(ctx, cores, name, args...)}
	p.cmd.Stderr = w
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if p.url = urlPattern.FindString(line); p.url == "" {
		p.stop()
		return nil, fmt.Errorf("%s has not said where it listens: %q, %v", name, line, err)
	}
	go io.Copy(io.Discard, out)
	return p, nil
}

// stop kills the process.
func (p *process) stop() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// cpu returns the processor time of all threads of the process, including those that
// have ended. Its clock, clock_getcpuclockid(3), counts nanoseconds.
func (p *process) cpu() (time.Duration, error) {
	const cpuClockSched = 2
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^p.cmd.Process.Pid<<3|cpuClockSched), &t); err != nil {
		return 0, fmt.Errorf("cannot read the CPU clock of process %d: %w", p.cmd.Process.Pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// files returns the number of open descriptors of the process.
func (p *process) files() (int, error) {
	all, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	return len(all), err
}

// rss returns the resident memory of the process in bytes.
func (p *process) rss() (int64, error) {
	file := fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("no VmRSS in " + file)
}
