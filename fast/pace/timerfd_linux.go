package pace

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// backupDelay keeps the backup from firing needlessly at the same time as the
// timerfd. The backup adds 8% to the processor time of an event, and without the
// delay 20%.
const backupDelay = 50 * time.Microsecond

// timerfd is a kernel timer that the runtime's network poller watches, with a runtime
// timer as backup. The poller wakes an idle process at once. But a busy process polls
// only when nothing else can run, while it checks its timers before each goroutine.
// With 256 busy connections on one processor the timerfd alone is 0.75 ms late at the
// median, with the backup 0.08 ms.
type timerfd struct {
	fd     int
	file   *os.File
	conn   syscall.RawConn
	offset Instant // CLOCK_MONOTONIC minus Instant
	backup *timer

	firings atomic.Int64
	rate    rate
	own     *ownThread // nil if the pacer may not have one
}

func newAlarm(own bool) (alarm, error) {
	offset, err := monotonicOffset()
	if err != nil {
		return nil, fmt.Errorf("clock_gettime: %w", err)
	}
	fd, err := createTimer()
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	conn, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, err
	}
	t := &timerfd{fd: fd, file: file, conn: conn, offset: offset, backup: newTimer()}
	if own {
		if t.own, err = newOwnThread(); err != nil {
			file.Close()
			return nil, err
		}
	}
	return t, nil
}

// createTimer returns a timer that is not set.
func createTimer() (fd int, err error) {
	fd, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return 0, fmt.Errorf("timerfd_create: %w", err)
	}
	return fd, nil
}

// monotonicOffset reads CLOCK_MONOTONIC between two readings of Now, several times in
// case it is interrupted, and uses the closest pair. It errs upwards, so that no
// timer is early.
func monotonicOffset() (offset Instant, err error) {
	for try, closest := 0, never; try < 10; try++ {
		var ts unix.Timespec
		before := Now()
		if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts); err != nil {
			return 0, err
		}
		if apart := Now() - before; apart < closest {
			closest, offset = apart, Instant(ts.Nano())-before
		}
	}
	return offset, nil
}

func (t *timerfd) set(at Instant) {
	if t.own.has() {
		setTimer(t.own.timer, at+t.offset)
		return
	}
	setTimer(t.fd, at+t.offset)
	t.backup.set(at.Add(backupDelay))
}

// setTimer sets a timer to an instant of CLOCK_MONOTONIC.
func setTimer(fd int, at Instant) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(at))}
	unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME, &spec, nil) // cannot fail with these arguments
}

// run never reads the descriptor. The poller is edge-triggered, each expiry is an
// edge, and none is lost within one RawConn.Read. That saves two system calls per
// firing.
func (t *timerfd) run(fire func() fired) {
	counted := func() fired {
		t.firings.Add(1)
		return fire()
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		t.backup.run(func() fired {
			if t.own.has() {
				t.backup.set(Now().Add(standInDelay))
			}
			return counted()
		})
	})
	t.conn.Read(func(uintptr) bool {
		counted()
		if t.own != nil && t.rate.isHigh(t.firings.Load(), Now()) {
			t.backup.set(Now().Add(standInDelay))
			t.own.run(fire)
		}
		return false
	})
	wg.Wait()
	t.own.close()
}

func (t *timerfd) close() error {
	t.backup.close()
	t.own.end()
	return t.file.Close()
}
