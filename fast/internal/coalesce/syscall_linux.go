package coalesce

import (
	"syscall"
	"unsafe"
)

// read and write are the system calls, repeated while signals interrupt them,
// for sockets that do not block and buffers that are not empty. The runtime
// does not hear of them, as it need not of a call that cannot block: otherwise
// its monitor wakes up for each, and four idle connections on two cores cost
// 15.4 µs of processor time a request instead of 12.8.
//
// They are recvfrom and sendto, which spare a socket the way through the file
// system that read(2) and write(2) take: 0.2 µs of a request's 5.9.
func read(fd uintptr, p []byte) (int, syscall.Errno) {
	return transferNow(syscall.SYS_RECVFROM, fd, p)
}

func write(fd uintptr, p []byte) (int, syscall.Errno) {
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
