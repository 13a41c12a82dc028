//go:build unix

package journal

import "syscall"

// nonblock has opening a FIFO not wait for who reads it, and closing it end a write
// that waits.
const nonblock = syscall.O_NONBLOCK
