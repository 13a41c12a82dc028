package latency

import "math/rand/v2"

// Trace is the measured times of many requests. They are drawn as measured: the
// inter-token latencies of a request stay in order, with bursts and stalls. When they
// end, those of another request follow.
//
// OpenTrace and ReadTrace make a Trace. A Trace without requests is invalid.
type Trace struct {
	requests []measured
	runs     []run // the gaps of each request that has gaps

	// cumulative has running sums of the gaps of all requests: gap i lasts from
	// cumulative[i] to cumulative[i+1], in nanoseconds. Two reads give the sum of any
	// number of consecutive gaps.
	cumulative []float64
}

// measured is one request.
type measured struct {
	ttft float64 // nanoseconds
	run
}

// run is a range of gaps of one request.
type run struct{ from, to int }

// Requests returns the number of measured requests.
func (t *Trace) Requests() int { return len(t.requests) }

// gaps returns the number of measured inter-token latencies.
func (t *Trace) gaps() int { return max(0, len(t.cumulative)-1) }

func (t *Trace) add(ttft float64, gaps []float64) {
	if len(t.cumulative) == 0 {
		t.cumulative = []float64{0}
	}
	from := t.gaps()
	for _, gap := range gaps {
		t.cumulative = append(t.cumulative, t.cumulative[len(t.cumulative)-1]+gap)
	}
	m := measured{ttft, run{from, t.gaps()}}
	t.requests = append(t.requests, m)
	if len(gaps) > 0 {
		t.runs = append(t.runs, m.run)
	}
}

// begin draws a request.
func (t *Trace) begin(r *rand.Rand) (ttft float64, gaps run) {
	m := &t.requests[r.IntN(len(t.requests))]
	return m.ttft, m.run
}

// next returns the sum of the next k gaps.
func (t *Trace) next(r *rand.Rand, left *run, k int) (sum float64) {
	if len(t.runs) == 0 {
		return 0
	}
	for k > 0 {
		if left.from == left.to {
			*left = t.runs[r.IntN(len(t.runs))]
		}
		to := left.from + min(k, left.to-left.from)
		sum += t.cumulative[to] - t.cumulative[left.from]
		k -= to - left.from
		left.from = to
	}
	return sum
}
