// Package leak finds goroutines that tests have left behind.
package leak

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// lasting are functions whose goroutines last as long as the process, or end by
// themselves long after what started them: fasthttp's clock, and the cleaner of a
// closed worker pool, which wakes up once more after ten seconds to end.
var lasting = []string{
	"github.com/valyala/fasthttp.updateServerDate.func1",
	"github.com/valyala/fasthttp.init.0.func1",
	"github.com/valyala/fasthttp.(*workerPool).Start.func2",
	"testing.RunTests", "testing.(*T).Run", "testing.(*M).startAlarm", "testing.runFuzzTests", "testing.runFuzzing",
	"runtime.ensureSigM", "os/signal.signal_recv", "os/signal.loop", "runtime/trace.Start", "runtime.ReadTrace",
}

// timeout is how long goroutines may take to end.
const timeout = 10 * time.Second

// Main runs the tests of a package and fails if goroutines are left.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if left := wait(); len(left) > 0 {
			fmt.Fprintf(os.Stderr, "%d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
			code = 1
		}
	}
	os.Exit(code)
}

// wait waits until no goroutine is left and returns the stacks of those that are all
// the same.
func wait() []string {
	for end := time.Now().Add(timeout); ; time.Sleep(time.Millisecond) {
		if left := others(); len(left) == 0 || time.Now().After(end) {
			return left
		}
	}
}

// others returns the stacks of all goroutines but the caller's and those that last.
func others() []string {
	stacks := make([]byte, 64<<10)
	for {
		if n := runtime.Stack(stacks, true); n < len(stacks) {
			stacks = stacks[:n]
			break
		}
		stacks = make([]byte, 2*len(stacks))
	}
	all := strings.Split(strings.TrimSpace(string(stacks)), "\n\n")[1:] // the first is the caller's
	return slices.DeleteFunc(all, lasts)
}

func lasts(stack string) bool {
	return slices.ContainsFunc(lasting, func(f string) bool {
		return strings.Contains(stack, "\n"+f+"(") || strings.Contains(stack, "\ncreated by "+f+" ") || strings.HasPrefix(stack, f+"(")
	})
}
