//go:build unix

package cpu

import (
	"syscall"
	"time"
)

// Time returns the processor time that this process has used, in user and system mode
// on all processors together; 0 if the system does not report it.
func Time() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
