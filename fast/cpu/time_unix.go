//go:build unix

// Package cpu tells how much of the processors this process has used.
package cpu

import (
	"syscall"
	"time"
)

// Time is what this process has used so far, in user and system mode, on all
// processors together; 0 where the system does not tell.
func Time() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
