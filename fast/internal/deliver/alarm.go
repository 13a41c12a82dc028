package deliver

import (
	"sync"

	"mock-openai/fast/pace"
)

// Alarm runs a task in the goroutines of a server's pacer.
type Alarm struct {
	Pacing *Pacing
	Task   pace.Task

	begin sync.Once
	job   pace.Job
}

// Schedule runs the task at an instant and at those that it returns, until it returns
// pace.Never. Only then may it be called again. After Close of the pacing it does nothing.
func (a *Alarm) Schedule(at pace.Instant) {
	if a.Pacing.Open() == nil {
		a.begin.Do(func() { a.job.Init(a.Pacing.pacer, a.Task) })
		a.job.Schedule(at)
	}
}
