package bench

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clockTick is the unit of CPU time in /proc: a hundredth of a second on all systems that Go
// supports.
const clockTick = 10 * time.Millisecond

// stat returns the fields of /proc/PID/stat after the name.
func stat(pid int) ([]string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	// The name, in parentheses, may hold anything.
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(fields) < 22 {
		return nil, fmt.Errorf("cannot read /proc/%d/stat", pid)
	}
	return fields, nil
}

// sample returns the CPU time that a process and its ended children have used, and its
// resident memory in bytes.
func sample(pid int) (used time.Duration, resident int64, err error) {
	fields, err := stat(pid)
	if err != nil {
		return 0, 0, err
	}
	var errs []error
	for _, field := range fields[11:15] { // user and system, own and of children
		ticks, err := strconv.ParseInt(field, 10, 64)
		used, errs = used+time.Duration(ticks)*clockTick, append(errs, err)
	}
	pages, err := strconv.ParseInt(fields[21], 10, 64)
	return used, pages * int64(os.Getpagesize()), errors.Join(append(errs, err)...)
}

// tree returns a process and all its descendants.
func tree(pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", all[i]))
		for _, task := range tasks {
			children, _ := os.ReadFile(task)
			for child := range strings.FieldsSeq(string(children)) {
				if pid, err := strconv.Atoi(child); err == nil && !slices.Contains(all, pid) {
					all = append(all, pid)
				}
			}
		}
	}
	return all
}

// sampled is what a process and all its descendants have used. Memory that they share counts
// for each of them.
type sampled struct {
	used      time.Duration // of CPU time
	resident  int64
	processes int
}

// sampleTree samples a process and all its descendants. Only an error of the process itself
// is returned.
func sampleTree(pid int) (all sampled, err error) {
	for i, of := range tree(pid) {
		used, resident, err := sample(of)
		if err != nil && i == 0 {
			return sampled{}, err
		}
		all = sampled{all.used + used, all.resident + resident, i + 1}
	}
	return all, nil
}

// hasEnded reports whether a process is gone, or is a zombie.
func hasEnded(pid int) bool {
	fields, err := stat(pid)
	return err != nil || fields[0] == "Z"
}

// PIDOfPort returns the process that listens on a TCP port. If there are several, it is the
// one that has started the others. It needs Linux's /proc and the right to read that
// process's files.
func PIDOfPort(port int) (pid int, err error) {
	sockets := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		raw, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(raw)) {
			const listening = "0A"
			f := strings.Fields(line)
			if len(f) > 9 && f[3] == listening && strings.HasSuffix(f[1], fmt.Sprintf(":%04X", port)) {
				sockets["socket:["+f[9]+"]"] = true
			}
		}
	}
	files, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	parents := map[int]int{} // of those that listen
	for _, file := range files {
		if target, err := os.Readlink(file); err != nil || !sockets[target] {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(file, "/")[2])
		if err != nil {
			continue
		}
		if fields, err := stat(pid); err == nil {
			parents[pid], _ = strconv.Atoi(fields[1])
		}
	}
	for _, pid := range slices.Sorted(maps.Keys(parents)) {
		if _, ok := parents[parents[pid]]; !ok {
			return pid, nil
		}
	}
	return 0, fmt.Errorf("no process is seen to listen on port %d", port)
}
