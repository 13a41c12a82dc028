//go:build unix

package journal

import "syscall"

// nonblock makes opening a FIFO not wait for a reader, and closing it end a blocked
// write.
const nonblock = syscall.O_NONBLOCK
