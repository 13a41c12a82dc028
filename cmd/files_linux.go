package cmd

import "golang.org/x/sys/unix"

// mostReserved is how many descriptors there is room made for: 8 bytes of kernel
// memory each, and three bits.
const mostReserved = 1 << 16

// reserveFiles has the kernel make room for as many open files as the process may
// have. By itself it doubles its table whenever that is full, and a process of
// several threads then waits for all processors to have noticed (expand_fdtable in
// fs/file.c): with 250, 500 and 1,000 connections nothing was accepted for 10 to
// 20 ms each time.
//
// It takes as long itself. Where it fails, the table grows as ever.
func reserveFiles() {
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
