// Package given says which flags the user has set.
package given

import (
	"os"

	"github.com/alecthomas/kong"
)

// Flags returns the flags that the command line or a variable sets, and not a profile.
func Flags(line *kong.Context) map[string]bool {
	set := map[string]bool{}
	for _, at := range line.Path {
		if at.Flag != nil && !at.Resolved {
			set[at.Flag.Name] = true
		}
	}
	for _, flag := range line.Flags() {
		if _, ok := Variable(flag); ok {
			set[flag.Name] = true
		}
	}
	return set
}

// Variable returns the variable that has set flag, if any.
func Variable(flag *kong.Flag) (name string, ok bool) {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name, true
		}
	}
	return "", false
}
