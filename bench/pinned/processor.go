//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// processor is a core, or a thread of one, that this process may use.
type processor struct {
	id   int // the kernel's number
	core int // the lowest number of the threads of its core
	node int // memory node
}

// processors returns the processors that this process may use, in ascending order.
func processors() ([]processor, error) {
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		return nil, fmt.Errorf("sched_getaffinity: %w", err)
	}
	var all []processor
	for id := 0; len(all) < allowed.Count(); id++ {
		if allowed.IsSet(id) {
			all = append(all, readProcessor("/sys/devices/system/cpu", id))
		}
	}
	return all, nil
}

// readProcessor reads the files of the kernel below dir. Without them, a processor counts as
// a separate core on node 0.
func readProcessor(dir string, id int) processor {
	dir = filepath.Join(dir, fmt.Sprintf("cpu%d", id))
	p := processor{id: id, core: id}
	raw, _ := os.ReadFile(filepath.Join(dir, "topology", "thread_siblings_list"))
	if first, err := strconv.Atoi(leadingDigits.FindString(string(raw))); err == nil {
		p.core = first
	}
	nodes, _ := filepath.Glob(filepath.Join(dir, "node[0-9]*"))
	for _, name := range nodes {
		p.node, _ = strconv.Atoi(strings.TrimPrefix(filepath.Base(name), "node"))
	}
	return p
}

var (
	leadingDigits = regexp.MustCompile(`^\d+`)
	cpuField      = regexp.MustCompile(`(?m)^(model name|cpu family|model)\s*:\s*(.*)$`)
)

// machine describes which processor this machine has, how many cores this process may use and
// whether threads share them.
func machine() string {
	raw, _ := os.ReadFile("/proc/cpuinfo")
	all, err := processors()
	if err != nil {
		return fmt.Sprintf("%s, %d processors", cpuModel(string(raw)), runtime.NumCPU())
	}
	return cpuModel(string(raw)) + ", " + describeCores(all)
}

// cpuModel returns the name of the processor in the text of /proc/cpuinfo. Clouds may
// shorten it, so that only family and model tell one generation from the next.
func cpuModel(cpuinfo string) string {
	about := map[string]string{}
	for _, m := range cpuField.FindAllStringSubmatch(cpuinfo, -1) {
		about[m[1]] = m[2]
	}
	name, family, model := about["model name"], about["cpu family"], about["model"]
	switch {
	case name == "":
		return runtime.GOARCH
	case family == "" || model == "":
		return name
	}
	return fmt.Sprintf("%s (family %s, model %s)", name, family, model)
}

// describeCores describes how many cores all are, and whether they have SMT siblings. A
// virtual machine may hide that two of its CPUs are threads of one core.
func describeCores(all []processor) string {
	cores := map[int]bool{}
	for _, p := range all {
		cores[p.core] = true
	}
	if len(cores) == len(all) {
		return fmt.Sprintf("%d CPUs without visible SMT siblings", len(all))
	}
	return fmt.Sprintf("%d cores with %d SMT threads", len(cores), len(all))
}
