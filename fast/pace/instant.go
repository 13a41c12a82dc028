package pace

import "time"

// epoch is the zero of all Instants.
var epoch = time.Now()

// Instant is a point in time on the monotonic clock: nanoseconds since the program
// started. It has no meaning outside this process.
type Instant int64

// Now reads the monotonic clock: 40 ns, without a system call on Linux.
func Now() Instant { return Instant(time.Since(epoch)) }

// Add returns the instant d after i; d may be negative.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d) }

// Sub returns the time from j to i, negative if i is earlier.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i - j) }
