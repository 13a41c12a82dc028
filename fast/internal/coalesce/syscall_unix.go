//go:build unix && !linux

package coalesce

import (
	"errors"
	"syscall"
)

func read(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.Read, fd, p) }

func write(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.Write, fd, p) }

func transferNow(call func(int, []byte) (int, error), fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, err := call(int(fd), p)
		var errno syscall.Errno
		errors.As(err, &errno)
		if errno != syscall.EINTR {
			return n, errno
		}
	}
}
