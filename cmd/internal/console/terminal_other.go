//go:build !unix && !windows

package console

import "os"

// redraws reports whether lines of a terminal can be redrawn in place.
func redraws(*os.File) bool { return false }

// inForeground reports whether this process is in the foreground of the terminal.
func inForeground(*os.File) bool { return true }
