//go:build linux

package main

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"mock-openai/bench/record"
)

// newRecord returns an empty record of this machine, this command and binary.
func newRecord(binary string) (*record.Run, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("cannot tell how %s was built: %w", binary, err)
	}
	return &record.Run{
		Date:    time.Now().UTC().Format(time.DateOnly),
		Machine: machine(),
		Memory:  memoryLatency(),
		Kernel:  kernel(),
		Go:      info.GoVersion,
		Version: version(binary),
		Command: "go run ./bench/pinned " + strings.Join(os.Args[1:], " "),
	}, nil
}

func kernel() string {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return "Linux"
	}
	return "Linux " + unix.ByteSliceToString(name.Release[:])
}

// version returns the output of binary --version; make builds the commit into it.
func version(binary string) string {
	output, _ := exec.Command(binary, "--version").Output()
	return strings.TrimSpace(string(output))
}

var toolVersion = regexp.MustCompile(`\d+\.\d+[\d.]*`)

// tool returns the name and version of a program, which it prints for flag.
func tool(name, flag string) string {
	output, _ := exec.Command(name, flag).CombinedOutput() // wrk exits with status 1
	return name + " " + toolVersion.FindString(string(output))
}

// heading returns in Markdown where and how the figures were measured.
func heading(r *record.Run) string {
	used := []string{r.Machine}
	if r.Memory != "" {
		used = append(used, r.Memory)
	}
	used = append(append(used, r.Kernel, r.Version, r.Go), r.Tools...)
	return fmt.Sprintf("%s, %s:\n\n    %s\n", r.Date, strings.Join(used, ", "), r.Command)
}
