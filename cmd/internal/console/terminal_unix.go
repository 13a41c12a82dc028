//go:build unix

package console

import (
	"os"

	"golang.org/x/sys/unix"
)

// redraws reports whether lines of a terminal can be redrawn in place.
func redraws(*os.File) bool { return os.Getenv("TERM") != "dumb" }

// inForeground reports whether this process is in the foreground of the terminal. A shell
// may run it in the background.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
