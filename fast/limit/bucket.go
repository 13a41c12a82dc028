package limit

import (
	"sync/atomic"
	"time"
)

// Bucket is what is left of a Rate; use a Bucket with one Rate only. The zero value
// is full. It is safe for concurrent use.
type Bucket struct {
	// fullAt is when the bucket will be full if nothing more is taken, counted in
	// grains since the clock began. It is the theoretical arrival time of the generic
	// cell rate algorithm (ITU-T I.371), with the bucket as tolerance.
	fullAt atomic.Int64
}

// State is the state of a bucket. The zero value means no limit.
type State struct {
	Limit     int           // per minute; 0 means no limit
	Remaining int           // available now
	Reset     time.Duration // until the bucket is full again
	Wait      time.Duration // until a refused request would pass; 0 if nothing was refused, Never if it cannot pass
}
