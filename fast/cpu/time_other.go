//go:build !unix && !windows

package cpu

import "time"

// Time returns 0: the system does not report it.
func Time() time.Duration { return 0 }
