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

// line has n wait at g, one behind the other, and returns where each reports
// its number, or its error.
func line(g *gate.Gate, n int, gone <-chan struct{}) (in chan int, out chan error) {
	in, out = make(chan int, n), make(chan error, n)
	for i := range n {
		go func() {
			if err := g.Enter(func() <-chan struct{} { return gone }); err != nil {
				out <- err
				return
			}
			in <- i
		}()
		synctest.Wait()
	}
	return in, out
}

func count(t *testing.T, g *gate.Gate, inside, waiting int) {
	t.Helper()
	if i, w := g.Count(); i != inside || w != waiting {
		t.Errorf("%d inside and %d waiting, want %d and %d", i, w, inside, waiting)
	}
}

func TestGate(t *testing.T) { synctest.Test(t, testGate) }

func testGate(t *testing.T) {
	g := gate.New(2, 3)
	for range 2 {
		if err := g.Enter(func() <-chan struct{} { t.Error("waits with a place free"); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	in, _ := line(g, 3, nil)
	count(t, g, 2, 3)
	if err := g.Enter(nil); err != gate.ErrFull {
		t.Errorf("one more: %v", err)
	}
	g.Leave()
	<-in
	count(t, g, 2, 2)
	g.Leave()
	g.Leave()
	<-in
	<-in
	count(t, g, 2, 0)
	g.Leave()
	g.Leave()
	count(t, g, 0, 0)
}

func TestGate_FirstComeFirstServed(t *testing.T) { synctest.Test(t, testGateFirstComeFirstServed) }

func testGateFirstComeFirstServed(t *testing.T) {
	const n = 50
	g := gate.New(1, n)
	g.Enter(nil)
	in, _ := line(g, n, nil)
	for i := range n {
		g.Leave()
		if next := <-in; next != i {
			t.Fatalf("%d comes in when it is the turn of %d", next, i)
		}
	}
}

func TestGate_NoQueue(t *testing.T) {
	g := gate.New(1, 0)
	for range 3 {
		if err := g.Enter(nil); err != nil {
			t.Fatal(err)
		}
		if err := g.Enter(nil); err != gate.ErrFull {
			t.Errorf("one more: %v", err)
		}
		g.Leave()
	}
}

func TestGate_Leavers(t *testing.T) { synctest.Test(t, testGateLeavers) }

func testGateLeavers(t *testing.T) {
	g := gate.New(1, 4)
	g.Enter(nil)
	gone := make(chan struct{})
	_, out := line(g, 2, gone)
	close(gone)
	for range 2 {
		if err := <-out; err != gate.ErrGone {
			t.Errorf("who gives up gets %v", err)
		}
	}
	count(t, g, 1, 0)
	_, out = line(g, 4, nil)
	g.Close()
	g.Close()
	for range 4 {
		if err := <-out; err != gate.ErrClosed {
			t.Errorf("who waits at a closed gate gets %v", err)
		}
	}
	count(t, g, 1, 0)
	if err := g.Enter(nil); err != gate.ErrClosed {
		t.Errorf("who would have to wait at a closed gate gets %v", err)
	}
	g.Leave()
	if err := g.Enter(nil); err != nil {
		t.Errorf("who finds a place at a closed gate gets %v", err)
	}
}

// TestGate_Concurrent has many come and go: never are more inside than may be,
// and with as many places as comers nobody is sent away.
func TestGate_Concurrent(t *testing.T) {
	f := func(inside, queue, comers int) {
		t.Helper()
		g := gate.New(inside, queue)
		var now, passed, refused atomic.Int64
		var wait sync.WaitGroup
		for range comers {
			wait.Go(func() {
				for range 2000 {
					if err := g.Enter(nil); err != nil {
						if !errors.Is(err, gate.ErrFull) {
							t.Error(err)
						}
						refused.Add(1)
						continue
					}
					if n := now.Add(1); int(n) > inside {
						t.Errorf("%d inside, %d may be", n, inside)
					}
					runtime.Gosched()
					now.Add(-1)
					passed.Add(1)
					g.Leave()
				}
			})
		}
		wait.Wait()
		if inside+queue >= comers && refused.Load() > 0 || passed.Load() == 0 {
			t.Errorf("%d inside, %d waiting, %d comers: %d refused", inside, queue, comers, refused.Load())
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
			g.Enter(nil)
			g.Leave()
		}
	})
	b.Run("parallel", func(b *testing.B) {
		g := gate.New(1000, 0)
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				g.Enter(nil)
				g.Leave()
			}
		})
	})
}
