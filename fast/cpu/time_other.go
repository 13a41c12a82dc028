//go:build !unix && !windows

package cpu

import "time"

// Time is 0: the system does not tell.
func Time() time.Duration { return 0 }
