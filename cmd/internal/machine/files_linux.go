package machine

import "golang.org/x/sys/unix"

// mostReserved is the most descriptors that ReserveFiles makes room for. Each costs 8 bytes
// and three bits of kernel memory.
const mostReserved = 1 << 16

// ReserveFiles makes the kernel's table of open files as large as the process may need.
// Otherwise the kernel doubles the table whenever it is full, and a process with several
// threads then waits until all processors have noticed (expand_fdtable in fs/file.c). At
// 250, 500 and 1,000 connections nothing was accepted for 10 to 20 ms each time.
//
// The call itself takes as long. If it fails, the table grows as usual.
func ReserveFiles() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil || limit.Cur == 0 {
		return
	}
	file, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		return
	}
	defer unix.Close(file)
	if last, err := unix.FcntlInt(uintptr(file), unix.F_DUPFD_CLOEXEC, int(min(limit.Cur, mostReserved)-1)); err == nil {
		unix.Close(last)
	}
}
