package machine

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// What a run with thousands of connections needs.
const (
	enoughFiles   = 10_240
	enoughBacklog = 1024
)

// Shortcomings returns an error that says what will spoil a run with thousands of connections
// on this machine, or nil. The runtime has already raised the limit of open files to the hard
// limit.
func Shortcomings() error {
	var files syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files) != nil {
		files.Cur = enoughFiles
	}
	return shortcomingsOf(files.Cur, setting("/proc/sys/net/core/somaxconn", enoughBacklog))
}

func shortcomingsOf(files, backlog uint64) error {
	var short []string
	if files < enoughFiles {
		short = append(short, fmt.Sprintf("%d open files allow about as many connections (ulimit -n)", files))
	}
	if backlog < enoughBacklog {
		short = append(short, fmt.Sprintf("net.core.somaxconn of %d loses connections that come at once (sysctl)", backlog))
	}
	if short == nil {
		return nil
	}
	return fmt.Errorf("this machine will spoil large runs: %s", strings.Join(short, "; "))
}

// setting returns the number in a file of the kernel, or otherwise if there is none.
func setting(path string, otherwise uint64) uint64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return otherwise
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}
