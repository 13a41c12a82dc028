package pace

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// ticker is a task with a deadline every tenth of a millisecond.
type ticker struct {
	job  Job
	each func()
	runs atomic.Int64
	ends atomic.Bool
}

func (t *ticker) Run(err error) Instant {
	if err != nil || t.ends.Load() {
		return Never
	}
	t.runs.Add(1)
	if t.each != nil {
		t.each()
	}
	return Now().Add(100 * time.Microsecond)
}

// start returns when the ticker runs and, on Linux, p has a thread of its own.
func (t *ticker) start(p *Pacer, processors int) {
	t.job.Init(p, t)
	t.job.Schedule(Now().Add(time.Millisecond))
	for t.runs.Load() == 0 || runtime.GOOS == "linux" && runtime.GOMAXPROCS(0) == processors {
		time.Sleep(time.Millisecond)
	}
}

// TestRaising_OnlyWhileOften also lets the garbage collector stop the thread in its sleep.
func TestRaising_OnlyWhileOften(t *testing.T) {
	processors := runtime.GOMAXPROCS(0)
	p, err := NewRaising()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for range 3 {
		var often ticker
		often.start(p, processors)
		for range 20 {
			runtime.GC()
		}
		often.ends.Store(true)
		for runtime.GOMAXPROCS(0) != processors {
			time.Sleep(time.Millisecond)
		}
	}

	w := p.Acquire()
	defer w.Release()
	wait(t, w, Now().Add(time.Millisecond))
}

func TestRaising_ClosedWhileOften(t *testing.T) {
	processors := runtime.GOMAXPROCS(0)
	p, err := NewRaising()
	if err != nil {
		t.Fatal(err)
	}
	var often ticker
	often.start(p, processors)
	if err := p.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	if n := runtime.GOMAXPROCS(0); n != processors {
		t.Errorf("GOMAXPROCS is %d after Close, want %d", n, processors)
	}
}

// TestRaising_LeavesOthersTheirProcessor has a goroutine run while the pacer's thread
// sleeps, and one that the pacer makes ready itself.
func TestRaising_LeavesOthersTheirProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	t.Setenv("GOMAXPROCS", "1") // else the pacer ends with the default
	p, err := NewRaising()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	asked := make(chan bool, 1)
	var served atomic.Int64
	done := make(chan bool)
	go func() {
		defer close(done)
		for range asked {
			served.Add(1)
		}
	}()
	often := ticker{each: func() {
		select {
		case asked <- true:
		default:
		}
	}}
	often.start(p, 1)
	w := p.Acquire()
	defer w.Release()
	for before := served.Load(); served.Load() < before+100; {
		wait(t, w, Now().Add(50*time.Microsecond))
	}
	p.Close()
	close(asked)
	<-done
}
