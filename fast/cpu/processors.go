// Package cpu tells how much processor time this process has used, and how many processors
// it may use.
package cpu

import (
	"os"
	"runtime"
	"sync"
)

var added struct {
	sync.Mutex
	n int
}

// Processors returns how many processors the process may use at a time: GOMAXPROCS,
// without those of AddProcessor.
func Processors() int {
	added.Lock()
	defer added.Unlock()
	return runtime.GOMAXPROCS(0) - added.n
}

// AddProcessor raises GOMAXPROCS by one, for a goroutine that keeps a processor of the
// Go scheduler while its thread sleeps. It stops all goroutines for a moment, as
// RemoveProcessor does, which takes it back.
func AddProcessor() {
	added.Lock()
	defer added.Unlock()
	added.n++
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
}

// RemoveProcessor ends what AddProcessor began. The last one lets GOMAXPROCS follow the
// limits of the system again, unless the variable GOMAXPROCS sets it.
func RemoveProcessor() {
	added.Lock()
	defer added.Unlock()
	added.n--
	if added.n == 0 && os.Getenv("GOMAXPROCS") == "" {
		runtime.SetDefaultGOMAXPROCS()
		return
	}
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) - 1)
}
