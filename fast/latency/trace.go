package latency

import "math/rand/v2"

// Trace is the measured times of many requests. It is drawn from as measured:
// a request's inter-token latencies follow each other, bursts and stalls
// included, and when they end, those of another request go on.
//
// OpenTrace and ReadTrace make one; a trace without requests is not valid.
type Trace struct {
	requests []measured
	runs     []run // of the requests that have gaps

	// tape has the gaps of all requests laid end to end: the gap at i lasts from
	// tape[i] to tape[i+1], in nanoseconds. However many follow each other, two
	// reads add them up.
	tape []float64
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

// gaps returns how many inter-token latencies were measured.
func (t *Trace) gaps() int { return max(0, len(t.tape)-1) }

func (t *Trace) add(ttft float64, gaps []float64) {
	if len(t.tape) == 0 {
		t.tape = []float64{0}
	}
	from := t.gaps()
	for _, gap := range gaps {
		t.tape = append(t.tape, t.tape[len(t.tape)-1]+gap)
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

// next adds up the next k gaps.
func (t *Trace) next(r *rand.Rand, left *run, k int) (sum float64) {
	if len(t.runs) == 0 {
		return 0
	}
	for k > 0 {
		if left.from == left.to {
			*left = t.runs[r.IntN(len(t.runs))]
		}
		to := left.from + min(k, left.to-left.from)
		sum += t.tape[to] - t.tape[left.from]
		k -= to - left.from
		left.from = to
	}
	return sum
}
