// Package nowait reads and writes sockets without waiting. It is empty on systems that
// are not like Unix.
package nowait

import (
	"syscall"
	"unsafe"
)

// Read and Write are the system calls, repeated while signals interrupt them. The
// socket must not block and the buffer must not be empty. They bypass the runtime's
// bookkeeping, which a call that cannot block does not need: otherwise its monitor
// wakes up for each call, and four idle connections on two cores cost 15.4 µs of
// processor time per request instead of 12.8 µs.
//
// They are recvfrom and sendto, which avoid the file system layer that read(2) and
// write(2) pass: 0.2 µs of a request's 5.9 µs.
func Read(fd uintptr, p []byte) (int, syscall.Errno) {
	return transferNow(syscall.SYS_RECVFROM, fd, p)
}

// Write is like Read.
func Write(fd uintptr, p []byte) (int, syscall.Errno) {
	return transferNow(syscall.SYS_SENDTO, fd, p)
}

func transferNow(call, fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, _, errno := syscall.RawSyscall6(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)),
			syscall.MSG_DONTWAIT|syscall.MSG_NOSIGNAL, 0, 0)
		if errno != syscall.EINTR {
			return int(n), errno
		}
	}
}
