package enginemetrics

import (
	"sync/atomic"
	"time"
)

// quantity is what a histogram counts: times in nanoseconds, or tokens.
type quantity uint8

const (
	firstToken     quantity = iota // from the arrival to the first token
	interToken                     // between tokens
	perOutputToken                 // mean of a request's times between tokens
	perToken                       // time of a request after the queue, over all of its tokens
	endToEnd                       // from the arrival to the last token
	queued                         // in the queue
	inference                      // after the queue
	prefill                        // from the queue to the first token
	decode                         // from the first token to the last
	promptTokens
	computedTokens // prompt tokens that no cache has
	generatedTokens
	maxTokens // max_tokens of requests that have it
	choices   // n
	quantities
)

// isTime reports whether q is measured in nanoseconds.
func (q quantity) isTime() bool { return q < promptTokens }

// histogram counts values by the bounds that the style has for its quantity.
type histogram struct {
	within []atomic.Uint64 // by bound, not cumulative; the last is above all bounds
	sum    atomic.Int64
}

// add counts a value n times.
func (h *histogram) add(bounds []int64, value int64, n int) {
	if h.within == nil {
		return
	}
	i := 0
	for i < len(bounds) && value > bounds[i] {
		i++
	}
	h.within[i].Add(uint64(n))
	h.sum.Add(value * int64(n))
}

// seconds returns bounds in nanoseconds.
func seconds(all ...float64) (bounds []int64) {
	for _, s := range all {
		bounds = append(bounds, int64(s*float64(time.Second)+0.5))
	}
	return bounds
}

// steps returns 1, 2, 5, 10, 20, 50 and so on up to most.
func steps(most int64) (bounds []int64) {
	for ten := int64(1); ; ten *= 10 {
		for _, n := range []int64{1, 2, 5} {
			if n*ten > most {
				return bounds
			}
			bounds = append(bounds, n*ten)
		}
	}
}
