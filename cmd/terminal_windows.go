package cmd

import (
	"os"

	"golang.org/x/sys/windows"
)

// redraws reports whether lines of a console can be redrawn in place, which it has to
// be asked for.
func redraws(console *os.File) bool {
	var mode uint32
	handle := windows.Handle(console.Fd())
	return windows.GetConsoleMode(handle, &mode) == nil &&
		windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// inForeground reports whether the console is this process's, which it always is.
func inForeground(*os.File) bool { return true }
