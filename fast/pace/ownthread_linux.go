package pace

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"mock-openai/fast/cpu"
)

// standInDelay is how often another thread fires besides. Where the system keeps the
// pacer's own thread from a processor, as it does for 20 ms where others are busy, that
// thread stands in for it. Every millisecond it would cost what the own thread saves.
const standInDelay = 5 * time.Millisecond

// longestSleep ends the use of a thread of its own: who waits longer loses little by
// waiting in the runtime's poller. The runtime interrupts a longer sleep anyway.
const longestSleep = 10 * time.Millisecond

// ownThread is how a pacer waits that fires often. Its goroutine sleeps in a system call of
// which the scheduler does not know, and keeps its processor of the scheduler. Coming from
// the poller, each firing wakes another thread besides, which looks for work, finds none
// and goes to wait in the poller: two more system calls and another switch of threads.
//
// The scheduler gets one processor more, so that as many as before are left to others.
// When it wants to stop the goroutine, it sends a signal to its thread, which ends the
// system call.
type ownThread struct {
	timer  int // a timerfd, which the runtime's poller does not watch
	used   atomic.Bool
	closed atomic.Bool
}

func newOwnThread() (*ownThread, error) {
	timer, err := createTimer()
	if err != nil {
		return nil, err
	}
	return &ownThread{timer: timer}, nil
}

// has reports whether the pacer waits for t's timer.
func (t *ownThread) has() bool { return t != nil && t.used.Load() }

// run fires until the next deadline is far away. Then the alarm is set again.
func (t *ownThread) run(fire func() fired) {
	cpu.AddProcessor()
	defer cpu.RemoveProcessor()
	t.used.Store(true)
	runtime.Gosched() // wakes a thread that waits in the poller instead
	for !t.closed.Load() {
		f := fire()
		if f.next > Now().Add(longestSleep) {
			break
		}
		if f.woke { // goroutines that wait for this processor
			runtime.Gosched()
		}
		t.sleep()
	}
	t.used.Store(false)
	fire()
}

// sleep returns when the timer is due, or after a signal.
func (t *ownThread) sleep() {
	fds := [1]unix.PollFd{{Fd: int32(t.timer), Events: unix.POLLIN}}
	syscall.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&fds)), 1, 0, 0, 0, 0)
}

// end makes run return. No alarm is set afterwards.
func (t *ownThread) end() {
	if t != nil {
		t.closed.Store(true)
		setTimer(t.timer, 1)
	}
}

// close is called after end, when run has returned for the last time.
func (t *ownThread) close() {
	if t != nil {
		unix.Close(t.timer)
	}
}
