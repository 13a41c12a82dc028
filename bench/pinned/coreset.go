//go:build linux

package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// coreSet is the processors that a process may use, by the kernel's numbers. An empty
// one leaves the choice to the scheduler.
type coreSet []int

var anyCore coreSet

// String returns s as taskset takes it: "0,2,5".
func (s coreSet) String() string {
	all := make([]string, len(s))
	for i, id := range s {
		all[i] = strconv.Itoa(id)
	}
	return strings.Join(all, ",")
}

// split returns a set for each processor of s.
func (s coreSet) split() (each []coreSet) {
	for _, id := range s {
		each = append(each, coreSet{id})
	}
	return each
}

// loadCores is how many processors a load generator gets at most for each of the server's.
const loadCores = 2

// planCores returns the processors for a server on n cores and for its load generator. It
// reports false if the machine has fewer than n other cores. The server gets one thread of
// each of its cores. Nothing runs on the other threads, because SMT siblings share the core's
// execution units. Cores are taken in the order of their memory nodes.
func planCores(all []processor, n int) (server, load coreSet, ok bool) {
	all = slices.SortedFunc(slices.Values(all), func(a, b processor) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.core, b.core), cmp.Compare(a.id, b.id))
	})
	cores := slices.Collect(chunkByCore(all))
	if n < 1 || len(cores) < 2*n {
		return nil, nil, false
	}
	for _, threads := range cores[:n] {
		server = append(server, threads[0].id)
	}
	for _, threads := range cores[n:] {
		for _, p := range threads {
			load = append(load, p.id)
		}
	}
	return server, load[:min(len(load), loadCores*n)], true
}

// chunkByCore yields the threads of each core of all, which must be in order.
func chunkByCore(all []processor) func(yield func([]processor) bool) {
	return func(yield func([]processor) bool) {
		for len(all) > 0 {
			end := 1
			for end < len(all) && all[end].core == all[0].core {
				end++
			}
			if !yield(all[:end]) {
				return
			}
			all = all[end:]
		}
	}
}
