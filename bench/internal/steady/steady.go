// Package steady tells tests that compare times whether the machine let them: what a
// busy machine got wrong says nothing of the code.
package steady

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// late is how late a sleeper may wake, at one wake-up in a hundred, on a machine that
// counts as steady. An idle one stays below 1.5 ms.
const late = 4 * time.Millisecond

// Machine collects what is wrong with times, and how late sleepers woke meanwhile.
type Machine struct {
	t    testing.TB
	stop chan struct{}
	done sync.WaitGroup

	mu     sync.Mutex
	wrong  []string
	lateBy []time.Duration
}

// Watch watches the machine until the test ends. What Errorf was told then fails the
// test, or is only logged if the machine was busy.
func Watch(t testing.TB) *Machine {
	m := &Machine{t: t, stop: make(chan struct{})}
	m.done.Go(m.sleep)
	t.Cleanup(m.judge)
	return m
}

func (m *Machine) sleep() {
	const nap = time.Millisecond
	for {
		select {
		case <-m.stop:
			return
		default:
		}
		start := time.Now()
		time.Sleep(nap)
		m.lateBy = append(m.lateBy, time.Since(start)-nap)
	}
}

// Errorf notes that a time is not what it should be.
func (m *Machine) Errorf(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

func (m *Machine) judge() {
	close(m.stop)
	m.done.Wait()
	if len(m.wrong) == 0 {
		return
	}
	slices.Sort(m.lateBy)
	p99 := m.lateBy[len(m.lateBy)*99/100]
	for _, what := range m.wrong {
		if p99 > late {
			m.t.Logf("inconclusive, sleepers woke %v late: %s", p99, what)
		} else {
			m.t.Error(what)
		}
	}
}
