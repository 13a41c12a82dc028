package console

import (
	"os"

	"golang.org/x/sys/windows"
)

// redraws reports whether lines of a console can be redrawn in place, and enables that.
func redraws(console *os.File) bool {
	var mode uint32
	handle := windows.Handle(console.Fd())
	return windows.GetConsoleMode(handle, &mode) == nil &&
		windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// inForeground always reports true: a console has no background.
func inForeground(*os.File) bool { return true }
