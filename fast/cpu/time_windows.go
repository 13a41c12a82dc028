package cpu

import (
	"syscall"
	"time"
)

// Time is what this process has used so far, in user and system mode, on all
// processors together; 0 where the system does not tell.
func Time() time.Duration {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0
	}
	var created, ended, kernel, user syscall.Filetime
	if syscall.GetProcessTimes(self, &created, &ended, &kernel, &user) != nil {
		return 0
	}
	return span(kernel) + span(user)
}

// span is a Filetime that says how long, not when: in steps of 100 ns.
func span(t syscall.Filetime) time.Duration {
	return time.Duration(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) * 100
}
