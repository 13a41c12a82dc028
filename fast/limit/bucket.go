package limit

import (
	"sync/atomic"
	"time"
)

// Bucket is what is left of a Rate, always the same one. The zero value is
// full. It is safe for concurrent use.
type Bucket struct {
	// fullAt is when the bucket will be full if nothing more is taken, in grains
	// that have flown since the clock began: the theoretical arrival time of the
	// generic cell rate algorithm (ITU-T I.371), with the bucket as tolerance.
	fullAt atomic.Int64
}

// State is how a bucket is. The zero value is that of one without a limit.
type State struct {
	Limit     int           // what a minute allows; 0 if there is no limit
	Remaining int           // what could be taken now
	Reset     time.Duration // until the bucket is full again
	Wait      time.Duration // until what was refused would pass; 0 if nothing was, Never if it never will
}
