//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// machineOf returns the processors of a machine as the kernel numbers them: first one
// thread of each core, over all nodes, and then the others.
func machineOf(cores, threads, nodes int) (all []processor) {
	for id := range cores * threads {
		core := id % cores
		all = append(all, processor{id, core, core * nodes / cores})
	}
	return all
}

func TestPlanCores(t *testing.T) {
	f := func(all []processor, n int, server, load string) {
		t.Helper()
		gotServer, gotLoad, ok := planCores(all, n)
		if gotServer.String() != server || gotLoad.String() != load || ok != (server != "") {
			t.Errorf("server on %v, load on %v (%v), want %s and %s", gotServer, gotLoad, ok, server, load)
		}
	}
	f(machineOf(1, 1, 1), 1, "", "")
	f(machineOf(1, 2, 1), 1, "", "") // siblings are not separate cores
	f(machineOf(2, 1, 1), 1, "0", "1")
	f(machineOf(2, 1, 1), 2, "", "")
	f(machineOf(2, 2, 1), 1, "0", "1,3")
	f(machineOf(16, 1, 1), 1, "0", "1,2")
	f(machineOf(16, 1, 1), 4, "0,1,2,3", "4,5,6,7,8,9,10,11")
	f(machineOf(16, 1, 1), 8, "0,1,2,3,4,5,6,7", "8,9,10,11,12,13,14,15")
	f(machineOf(16, 1, 1), 16, "", "")
	f(machineOf(16, 2, 2), 8, "0,1,2,3,4,5,6,7", "8,24,9,25,10,26,11,27,12,28,13,29,14,30,15,31")
	f(machineOf(32, 1, 2), 16, "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31")
	f([]processor{{4, 4, 1}, {6, 6, 0}, {9, 9, 1}}, 1, "6", "4,9") // what a container may use
	f(machineOf(16, 1, 1), 0, "", "")
}

func TestReadProcessor(t *testing.T) {
	dir := t.TempDir()
	f := func(siblings, node string, want processor) {
		t.Helper()
		os.RemoveAll(filepath.Join(dir, "cpu5"))
		os.MkdirAll(filepath.Join(dir, "cpu5", "topology"), 0o755)
		os.MkdirAll(filepath.Join(dir, "cpu5", node), 0o755)
		os.WriteFile(filepath.Join(dir, "cpu5", "topology", "thread_siblings_list"), []byte(siblings), 0o644)
		if got := readProcessor(dir, 5); got != want {
			t.Errorf("%q on %s is %+v, want %+v", siblings, node, got, want)
		}
	}
	f("5\n", "node0", processor{5, 5, 0})
	f("1,5\n", "node1", processor{5, 1, 1})
	f("4-5\n", "node12", processor{5, 4, 12})
	f("", "", processor{5, 5, 0})
}

// TestMachine checks what the heading of every table says about the processor.
func TestMachine(t *testing.T) {
	f := func(cpuinfo, want string) {
		t.Helper()
		if got := cpuModel(cpuinfo); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	f("processor\t: 0\ncpu family\t: 25\nmodel\t\t: 1\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\n", "AMD EPYC (family 25, model 1)")
	f("model name\t: Neoverse\n", "Neoverse")
	for _, c := range []struct {
		all  []processor
		want string
	}{{machineOf(2, 1, 1), "2 CPUs without visible SMT siblings"}, {machineOf(16, 2, 2), "16 cores with 32 SMT threads"}} {
		if got := describeCores(c.all); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	t.Log(machine())
}
