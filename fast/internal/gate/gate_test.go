package gate_test

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"mock-openai/fast/internal/gate"
	"mock-openai/fast/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// enqueueAll makes n callers wait at g, one after the other. A caller sends its
// number to in once it holds a slot, or its error to out.
func enqueueAll(g *gate.Gate, n int, gone <-chan struct{}) (in chan int, out chan error) {
	in, out = make(chan int, n), make(chan error, n)
	for i := range n {
		go func() {
			if err := g.Acquire(func() <-chan struct{} { return gone }); err != nil {
				out <- err
				return
			}
			in <- i
		}()
		synctest.Wait()
	}
	return in, out
}

func count(t *testing.T, g *gate.Gate, running, waiting int) {
	t.Helper()
	if i, w := g.Count(); i != running || w != waiting {
		t.Errorf("%d running and %d waiting, want %d and %d", i, w, running, waiting)
	}
}

func TestGate(t *testing.T) { synctest.Test(t, testGate) }

func testGate(t *testing.T) {
	g := gate.New(2, 3)
	for range 2 {
		if err := g.Acquire(func() <-chan struct{} { t.Error("waits though a slot is free"); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	in, _ := enqueueAll(g, 3, nil)
	count(t, g, 2, 3)
	if err := g.Acquire(nil); err != gate.ErrQueueFull {
		t.Errorf("one more: %v", err)
	}
	g.Release()
	<-in
	count(t, g, 2, 2)
	g.Release()
	g.Release()
	<-in
	<-in
	count(t, g, 2, 0)
	g.Release()
	g.Release()
	count(t, g, 0, 0)
}

func TestGate_FirstComeFirstServed(t *testing.T) { synctest.Test(t, testGateFirstComeFirstServed) }

func testGateFirstComeFirstServed(t *testing.T) {
	const n = 50
	g := gate.New(1, n)
	g.Acquire(nil)
	in, _ := enqueueAll(g, n, nil)
	for i := range n {
		g.Release()
		if next := <-in; next != i {
			t.Fatalf("caller %d is served when it is the turn of %d", next, i)
		}
	}
}

func TestGate_NoQueue(t *testing.T) {
	g := gate.New(1, 0)
	for range 3 {
		if err := g.Acquire(nil); err != nil {
			t.Fatal(err)
		}
		if err := g.Acquire(nil); err != gate.ErrQueueFull {
			t.Errorf("one more: %v", err)
		}
		g.Release()
	}
}

func TestGate_Canceled(t *testing.T) { synctest.Test(t, testGateCanceled) }

func testGateCanceled(t *testing.T) {
	g := gate.New(1, 4)
	g.Acquire(nil)
	gone := make(chan struct{})
	_, out := enqueueAll(g, 2, gone)
	close(gone)
	for range 2 {
		if err := <-out; err != gate.ErrCanceled {
			t.Errorf("a canceled caller gets %v", err)
		}
	}
	count(t, g, 1, 0)
	_, out = enqueueAll(g, 4, nil)
	g.Close()
	g.Close()
	for range 4 {
		if err := <-out; err != gate.ErrClosed {
			t.Errorf("a caller waiting at a closed gate gets %v", err)
		}
	}
	count(t, g, 1, 0)
	if err := g.Acquire(nil); err != gate.ErrClosed {
		t.Errorf("a new caller that has to wait at a closed gate gets %v", err)
	}
	g.Release()
	if err := g.Acquire(nil); err != nil {
		t.Errorf("a caller that finds a free slot at a closed gate gets %v", err)
	}
}

// TestGate_Concurrent has many callers come and go. Never may more run than there are
// slots, and with room for all callers none may be refused.
func TestGate_Concurrent(t *testing.T) {
	f := func(running, queue, callers int) {
		t.Helper()
		g := gate.New(running, queue)
		var now, passed, refused atomic.Int64
		var wait sync.WaitGroup
		for range callers {
			wait.Go(func() {
				for range 2000 {
					if err := g.Acquire(nil); err != nil {
						if !errors.Is(err, gate.ErrQueueFull) {
							t.Error(err)
						}
						refused.Add(1)
						continue
					}
					if n := now.Add(1); int(n) > running {
						t.Errorf("%d running, want at most %d", n, running)
					}
					runtime.Gosched()
					now.Add(-1)
					passed.Add(1)
					g.Release()
				}
			})
		}
		wait.Wait()
		if running+queue >= callers && refused.Load() > 0 || passed.Load() == 0 {
			t.Errorf("%d slots, %d waiting, %d callers: %d refused", running, queue, callers, refused.Load())
		}
		count(t, g, 0, 0)
	}
	f(1, 15, 16)
	f(4, 12, 16)
	f(3, 2, 16)
	f(16, 0, 16)
}

func BenchmarkGate(b *testing.B) {
	b.Run("serial", func(b *testing.B) {
		g := gate.New(1, 0)
		b.ReportAllocs()
		for b.Loop() {
			g.Acquire(nil)
			g.Release()
		}
	})
	b.Run("parallel", func(b *testing.B) {
		g := gate.New(1000, 0)
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				g.Acquire(nil)
				g.Release()
			}
		})
	})
}
