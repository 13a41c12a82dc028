package pace

import "time"

// From one firing to the next a pacer lets at least a share of its tasks' mean wait pass,
// between these two bounds: what is due meanwhile shares a firing. 1,000 streams of an event
// every 20 ms then take half the processor time for an event that they take without, 500
// take 0.92 of what they take with the lower bound. The median event is late by 0.04 ms
// instead of 0.025. Whoever waits for less than 13 ms has the lower bound.
const (
	minInterval = 50 * time.Microsecond
	maxInterval = 100 * time.Microsecond
	waitShare   = 256
)

// interval is the shortest time from one firing to the next. It follows the waits.
type interval struct{ meanWait time.Duration }

// add counts a wait. The last 44 have half of the weight. A wait counts as the shortest that
// has the upper bound, if it is longer: few long ones do not outweigh many short ones.
func (i *interval) add(wait time.Duration) {
	i.meanWait += (max(0, min(wait, waitShare*maxInterval)) - i.meanWait) / 64
}

func (i *interval) length() time.Duration { return max(minInterval, i.meanWait/waitShare) }
