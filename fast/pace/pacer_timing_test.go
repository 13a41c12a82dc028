//go:build unix

package pace

import (
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"mock-openai/fast/histogram"
)

// way is a way to wait for deadlines.
type way struct {
	name string
	open func(b *testing.B) stream
}

// stream is called once per stream. It returns functions that wait for a deadline and
// that end the stream.
type stream func() (wait func(Instant), end func())

var ways = []way{
	{"pacer", func(b *testing.B) stream {
		p, err := New()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { p.Close() })
		return paced(p)
	}},
	{"portable", func(b *testing.B) stream {
		p := start(newTimer())
		b.Cleanup(func() { p.Close() })
		return paced(p)
	}},
	{"time.Sleep", func(*testing.B) stream {
		return func() (func(Instant), func()) {
			return func(at Instant) { time.Sleep(at.Sub(Now())) }, func() {}
		}
	}},
	{"time.Timer", func(*testing.B) stream {
		return func() (func(Instant), func()) {
			t := time.NewTimer(time.Hour)
			return func(at Instant) {
				t.Reset(at.Sub(Now()))
				<-t.C
			}, func() { t.Stop() }
		}
	}},
}

func paced(p *Pacer) stream {
	return func() (func(Instant), func()) {
		w := p.Acquire()
		return func(at Instant) { w.Wait(at) }, w.Release
	}
}

// play runs the streams, started evenly over one interval. It returns the lateness of
// their events and the processor time per event.
func play(open stream, streams, events int, interval time.Duration) (*histogram.Histogram, time.Duration) {
	late := new(histogram.Histogram)
	var wg sync.WaitGroup
	before := cpuTime()
	first := Now().Add(50 * time.Millisecond)
	for i := range streams {
		begin := first.Add(interval * time.Duration(i) / time.Duration(streams))
		wg.Go(func() {
			wait, end := open()
			defer end()
			for k := range events {
				at := begin.Add(time.Duration(k) * interval)
				wait(at)
				late.Record(Now().Sub(at))
			}
		})
	}
	wg.Wait()
	return late, (cpuTime() - before) / time.Duration(streams*events)
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkLateness measures an idle process.
func BenchmarkLateness(b *testing.B) {
	f := func(streams, events int, interval time.Duration) {
		for _, way := range ways {
			b.Run(fmt.Sprintf("%dx%v/%s", streams, interval, way.name), func(b *testing.B) {
				reportLateness(b, way, streams, events, interval)
			})
		}
	}
	f(1, 1000, time.Millisecond)
	f(20, 4000, 500*time.Microsecond)
	f(1000, 500, 20*time.Millisecond)
	f(10_000, 5, time.Second)
}

// BenchmarkLatenessBusy measures 200 streams with an event every 20 ms in a process
// whose processors are busy with other connections.
func BenchmarkLatenessBusy(b *testing.B) {
	for _, conns := range []int{64, 256} {
		for _, way := range ways {
			b.Run(fmt.Sprintf("%d/%s", conns, way.name), func(b *testing.B) {
				echo(b, conns)
				reportLateness(b, way, 200, 100, 20*time.Millisecond)
			})
		}
	}
}

// echo keeps connections busy until the benchmark ends.
func echo(b *testing.B, conns int) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	pass := func(c net.Conn, first string) {
		defer c.Close()
		io.WriteString(c, first)
		for buf := make([]byte, 1000); ; {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			c.Write(buf[:n])
		}
	}
	for range conns {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { c.Close() })
		go pass(c, "a request of some length")
		s, err := l.Accept()
		if err != nil {
			b.Fatal(err)
		}
		go pass(s, "")
	}
}

func reportLateness(b *testing.B, way way, streams, events int, interval time.Duration) {
	open := way.open(b)
	var s *histogram.Histogram
	var cpu time.Duration
	for b.Loop() {
		s, cpu = play(open, streams, events, interval)
	}
	ms := func(q float64) float64 { return float64(s.Quantile(q)) / 1e6 }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(ms(0.999), "p99.9-ms")
	b.ReportMetric(ms(1), "max-ms")
	b.ReportMetric(float64(cpu)/1e3, "cpu-µs/event")
}

// BenchmarkRate raises the rate in steps of 100,000 events per second, as long as one
// of three attempts keeps p99 below a limit. An idle process that sleeps is above 1
// ms at any rate; 5 ms shows how far it gets.
func BenchmarkRate(b *testing.B) {
	const interval = 10 * time.Millisecond
	for _, limit := range []time.Duration{time.Millisecond, 5 * time.Millisecond} {
		for _, way := range ways {
			b.Run(fmt.Sprintf("%v/%s", limit, way.name), func(b *testing.B) {
				open := way.open(b)
				keeps := func(rate int) bool {
					for range 3 {
						s, _ := play(open, rate*int(interval)/int(time.Second), 50, interval)
						if s.Quantile(0.99) < limit {
							return true
						}
					}
					return false
				}
				for b.Loop() {
					rate := 0
					for keeps(rate + 100_000) {
						rate += 100_000
					}
					b.ReportMetric(float64(rate), "events/s")
				}
			})
		}
	}
}

func BenchmarkWait(b *testing.B) {
	p, err := New()
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	f := func(name string, wait func(w *Waiter)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			w := p.Acquire()
			defer w.Release()
			for b.Loop() {
				wait(w)
			}
		})
	}
	f("passed", func(w *Waiter) { w.Wait(0) })
	f("ahead", func(w *Waiter) { w.Wait(Now().Add(100 * time.Microsecond)) })
	f("acquire", func(*Waiter) { p.Acquire().Release() })
	f("now", func(*Waiter) { Now() })
}
