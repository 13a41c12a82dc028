package latency

import "math/rand/v2"

// Trace is the measured times of many requests. It is drawn from as measured:
// a request's inter-token latencies follow each other, bursts and stalls
// included, and when they end, those of another request go on.
type Trace struct {
	requests []measured
	gaps     []float64 // of all requests, in nanoseconds
}

// measured is one request.
type measured struct {
	ttft float64 // nanoseconds
	run
}

// run is the gaps of one request that are left.
type run struct{ from, to int }

// Requests returns how many requests were measured.
func (t *Trace) Requests() int { return len(t.requests) }

func (t *Trace) add(ttft float64, gaps []float64) {
	from := len(t.gaps)
	t.gaps = append(t.gaps, gaps...)
	t.requests = append(t.requests, measured{ttft, run{from, len(t.gaps)}})
}

// begin draws a request.
func (t *Trace) begin(r *rand.Rand) (ttft float64, gaps run) {
	m := &t.requests[r.IntN(len(t.requests))]
	return m.ttft, m.run
}

// next adds up the next k gaps.
func (t *Trace) next(r *rand.Rand, left *run, k int) (sum float64) {
	if len(t.gaps) == 0 {
		return 0
	}
	for k > 0 {
		for left.from == left.to {
			_, *left = t.begin(r)
		}
		take := min(k, left.to-left.from)
		for _, gap := range t.gaps[left.from : left.from+take] {
			sum += gap
		}
		left.from += take
		k -= take
	}
	return sum
}
