package batch

import (
	stdheap "container/heap"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mock-openai/fast/pace"
)

// arrival is a request of a curve.
type arrival struct {
	q           Sequence
	r           Request
	at          pace.Instant
	first, last pace.Instant // when its tokens are due; 0 if that is not known yet
	ask         pace.Instant // when it asks next
	index       int
	line        *arrivals
}

// Sooner is called by the scheduler.
func (a *arrival) Sooner(at pace.Instant) {
	if at < a.ask {
		a.ask = at
		stdheap.Fix(a.line, a.index)
	}
}

// arrivals are requests in the order in which they ask.
type arrivals []*arrival

func (h arrivals) Len() int           { return len(h) }
func (h arrivals) Less(i, j int) bool { return h[i].ask < h[j].ask }
func (h arrivals) Swap(i, j int)      { h[i], h[j] = h[j], h[i]; h[i].index, h[j].index = i, j }
func (h *arrivals) Push(x any)        { x.(*arrival).index = len(*h); *h = append(*h, x.(*arrival)) }
func (h *arrivals) Pop() any          { last := (*h)[len(*h)-1]; *h = (*h)[:len(*h)-1]; return last }

// engineOfCurve is an engine with its clock, its alarm and its requests.
type engineOfCurve struct {
	s          *Scheduler
	now, alarm pace.Instant
	line       arrivals
}

func (e *engineOfCurve) Schedule(at pace.Instant) { e.alarm = at }

// run runs all requests to their ends.
func (e *engineOfCurve) run() {
	e.alarm = pace.Never
	stdheap.Init(&e.line)
	for len(e.line) > 0 {
		a := e.line[0]
		if e.alarm < a.ask {
			e.now, e.alarm = e.alarm, pace.Never
			e.alarm = min(e.alarm, e.s.Run(nil))
			continue
		}
		if e.now = a.ask; !a.q.Submitted() {
			e.s.Submit(&a.q, a.r)
		}
		if at, known := a.q.Due(0, nil); known && a.first == 0 {
			a.first = at
		}
		token := 0
		if a.first > 0 {
			token = a.r.Output - 1
		}
		at, known := a.q.Due(token, a)
		if known && at <= e.now && a.first > 0 {
			a.last = at
			a.q.Leave()
			stdheap.Remove(&e.line, a.index)
			continue
		}
		a.ask = at
		stdheap.Fix(&e.line, a.index)
	}
}

// BenchmarkCurve loads the preset a100-70b-tp4 for ten simulated minutes at each rate, with
// Poisson arrivals of 512 tokens that ask for 256±64. It reports tokens per second, TTFT,
// time per output token (TPOT) and goodput: answers per second with TTFT up to 2 s and 150
// ms per token. Tokens and answers count that have come by then.
func BenchmarkCurve(b *testing.B) {
	for _, blocks := range []int{0, 5000} {
		for _, rate := range []float64{1, 2, 3, 4, 5, 5.5, 6, 6.5, 7, 8} {
			b.Run(fmt.Sprintf("blocks=%d/rate=%g", blocks, rate), func(b *testing.B) {
				for b.Loop() {
					curve(b, rate, blocks)
				}
			})
		}
	}
}

func curve(b *testing.B, rate float64, blocks int) {
	const lasts, sustained = 10 * time.Minute, time.Second
	c, _ := Preset("a100-70b-tp4")
	if blocks > 0 {
		c.Blocks = blocks
	}
	e := new(engineOfCurve)
	e.s = New(c, func() pace.Instant { return e.now }, e)
	r := rand.New(rand.NewPCG(1, 2))
	var all []*arrival
	for at := 0.0; at < float64(lasts); at += r.ExpFloat64() / rate * float64(sustained) {
		output := max(1, int(256+64*r.NormFloat64()))
		all = append(all, &arrival{at: pace.Instant(at) + 1, ask: pace.Instant(at) + 1, line: &e.line, r: Request{Prompt: 512, Output: output}})
	}
	e.line = append(e.line, all...)
	for i, a := range e.line {
		a.index = i
	}
	e.run()
	var ttft, tpot []time.Duration
	tokens, good := 0, 0
	for _, a := range all {
		first := a.first.Sub(a.at)
		each := a.last.Sub(a.first) / time.Duration(max(1, a.r.Output-1))
		ttft, tpot = append(ttft, first), append(tpot, each)
		if a.last > pace.Instant(lasts) {
			continue
		}
		tokens += a.r.Output
		if first <= 2*time.Second && each <= 150*time.Millisecond {
			good++
		}
	}
	slices.Sort(ttft)
	slices.Sort(tpot)
	b.ReportMetric(float64(tokens)/lasts.Seconds(), "tokens/s")
	b.ReportMetric(float64(ttft[len(ttft)/2].Milliseconds()), "ttft-p50-ms")
	b.ReportMetric(float64(ttft[len(ttft)*99/100].Milliseconds()), "ttft-p99-ms")
	b.ReportMetric(float64(tpot[len(tpot)/2].Milliseconds()), "tpot-p50-ms")
	b.ReportMetric(float64(good)/lasts.Seconds(), "good/s")
	b.ReportMetric(float64(e.s.Stats().Preemptions), "preemptions")
}
