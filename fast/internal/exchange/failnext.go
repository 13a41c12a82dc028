package exchange

import (
	"fmt"
	"sync/atomic"

	"mock-openai/fast/fault"
	"mock-openai/fast/quirk"
)

// failNext is the fault and the quirks of the next requests.
type failNext struct {
	spec   fault.Spec
	quirks quirk.Set
	left   atomic.Int64
}

// take reports whether one more request gets the fault, and counts it.
func (f *failNext) take() bool {
	if f == nil {
		return false
	}
	for {
		left := f.left.Load()
		if left == 0 {
			return false
		}
		if f.left.CompareAndSwap(left, left-1) {
			return true
		}
	}
}

// putBack gives a fault that was taken to the next request. It is for requests that are
// refused for another reason.
func (f *failNext) putBack() {
	if f != nil {
		f.left.Add(1)
	}
}

// FailNext injects a fault into the next n requests and gives their answers quirks, in place
// of any others.
func (p *Pipeline) FailNext(n int, spec fault.Spec, quirks quirk.Set) error {
	if err := spec.Validate(); err != nil {
		return err
	}
	if n < 0 {
		return fmt.Errorf("number of requests must not be negative: %d", n)
	}
	f := &failNext{spec: spec, quirks: quirks}
	f.left.Store(int64(n))
	p.failNext.Store(f)
	return nil
}

// Failing returns how many of the next requests will get the fault of FailNext.
func (p *Pipeline) Failing() int {
	if f := p.failNext.Load(); f != nil {
		return int(f.left.Load())
	}
	return 0
}
