//go:build unix && !linux

// Package nowait reads and writes sockets without waiting. It is empty on systems that
// are not like Unix.
package nowait

import "syscall"

// Read and Write are the system calls, repeated while signals interrupt them. The socket
// must not block.
func Read(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.Read, fd, p) }

// Write is like Read.
func Write(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.Write, fd, p) }

func transferNow(call func(int, []byte) (int, error), fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, err := call(int(fd), p)
		errno, _ := err.(syscall.Errno) // errors.As would allocate
		if errno != syscall.EINTR {
			return n, errno
		}
	}
}
