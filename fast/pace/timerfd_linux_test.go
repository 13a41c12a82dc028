package pace

import (
	"testing"
	"time"
)

// TestTimerfd_Backup sets the alarm to one instant after another and wants the backup to
// be set rarely, but always for one after each of them, and closely to it in a busy process.
func TestTimerfd_Backup(t *testing.T) {
	a, err := newAlarm()
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	alarm := a.(*timerfd)
	begin := Now().Add(time.Hour)
	f := func(at, want time.Duration) {
		t.Helper()
		alarm.set(begin.Add(at))
		if got := alarm.backupAt.Sub(begin); got != want {
			t.Errorf("after set(%v) the backup is set to %v, want %v", at, got, want)
		}
	}
	f(0, idleBackupDelay)
	f(time.Millisecond, idleBackupDelay)
	f(idleBackupDelay-backupDelay, idleBackupDelay)
	f(idleBackupDelay, 2*idleBackupDelay)
	f(time.Microsecond, time.Microsecond+idleBackupDelay)
	alarm.busy.Store(2)
	f(time.Millisecond, time.Millisecond+backupDelay)
	f(2*time.Millisecond, 2*time.Millisecond+backupDelay)
	f(3*time.Millisecond, 3*time.Millisecond+idleBackupDelay)
}
