package pace

import (
	"fmt"
	"os"
	"sync"
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
}

func newAlarm() (alarm, error) {
	offset, err := monotonicOffset()
	if err != nil {
		return nil, fmt.Errorf("clock_gettime: %w", err)
	}
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("timerfd_create: %w", err)
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	conn, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return nil, err
	}
	return &timerfd{fd, file, conn, offset, newTimer()}, nil
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
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(at + t.offset))}
	unix.TimerfdSettime(t.fd, unix.TFD_TIMER_ABSTIME, &spec, nil) // cannot fail with these arguments
	t.backup.set(at.Add(backupDelay))
}

// run never reads the descriptor. The poller is edge-triggered, each expiry is an
// edge, and none is lost within one RawConn.Read. That saves two system calls per
// firing.
func (t *timerfd) run(fire func()) {
	var wg sync.WaitGroup
	wg.Go(func() { t.backup.run(fire) })
	t.conn.Read(func(uintptr) bool {
		fire()
		return false
	})
	wg.Wait()
}

func (t *timerfd) close() error {
	t.backup.close()
	return t.file.Close()
}
