//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"time"

	"mock-openai/fast/histogram"
)

// readersCommand reads paced streams in a process of its own, so that it can have cores
// of its own. It prints a streamReading as JSON.
type readersCommand struct {
	URL      string        `required:"" help:"The server."`
	Streams  int           `required:"" help:"Number of streams."`
	Interval time.Duration `required:"" help:"Time between events."`
	Events   int           `required:"" help:"Events in a stream."`
	HTTP2    bool          `name:"http2" help:"Read them over HTTP/2, 100 streams on a connection."`
}

// streamReading is what the readers of streams have received.
type streamReading struct {
	Events int64
	// Late is how late the events were: for each of lateBounds the number of events that were
	// not later, and then the number of all events.
	Late []uint64
}

// lateBounds are 5 % apart.
var lateBounds = func() (all []time.Duration) {
	for d := time.Microsecond; d < 10*time.Second; d += max(d/20, time.Microsecond) {
		all = append(all, d)
	}
	return all
}()

func (c *readersCommand) Run(ctx context.Context) error {
	runtime.GOMAXPROCS(2) // one reads, and sleeps in the kernel; another sends the requests
	m := streamPlan{streams: c.Streams, interval: c.Interval, events: c.Events}
	clients := streamClients{c.URL, streamStart + `,"stream":true}`, m.streams, max(m.interval, time.Second/5), m.events, m.due}
	run := clients.run
	if c.HTTP2 {
		run = clients.runHTTP2
	}
	r, err := run(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(newReading(r.events, &r.late))
}

func newReading(events int64, late *histogram.Histogram) streamReading {
	t := late.Totals(lateBounds)
	return streamReading{events, append(t.Within, t.Count)}
}

// add adds what other readers have received at the same time.
func (r *streamReading) add(other streamReading) {
	r.Events += other.Events
	if r.Late == nil {
		r.Late = make([]uint64, len(other.Late))
	}
	for i, n := range other.Late {
		r.Late[i] += n
	}
}

// late returns how late the events were.
func (r *streamReading) late(q float64) time.Duration {
	b := make(buckets, len(r.Late))
	for i, n := range r.Late {
		b[i].bound, b[i].within = math.MaxInt64, n
		if i < len(lateBounds) {
			b[i].bound = lateBounds[i]
		}
	}
	return b.quantile(q)
}

// readStreams starts the streams of m on the server at url and reads them to their ends.
// Each core of the load generator has a process of readers, with its share of the streams.
func readStreams(ctx context.Context, url string, load coreSet, m streamPlan) (all streamReading, err error) {
	self, err := os.Executable()
	if err != nil {
		return all, err
	}
	sets := load.split()
	if len(sets) == 0 {
		sets = []coreSet{anyCore}
	}
	type result struct {
		reading streamReading
		err     error
	}
	results := make(chan result, len(sets))
	for i, set := range sets {
		share := m.streams*(i+1)/len(sets) - m.streams*i/len(sets)
		go func() {
			var r result
			r.reading, r.err = readShare(pinned(ctx, set, self, "readers", "--url", url, "--streams", fmt.Sprint(share),
				"--interval", m.interval.String(), "--events", fmt.Sprint(m.events), fmt.Sprintf("--http2=%v", m.http2)))
			results <- r
		}()
	}
	for range sets {
		r := <-results
		if err == nil {
			err = r.err
		}
		all.add(r.reading)
	}
	return all, err
}

// readShare runs one process of readers.
func readShare(readers *exec.Cmd) (r streamReading, err error) {
	readers.Stderr = os.Stderr
	out, err := readers.Output()
	if err != nil {
		return r, fmt.Errorf("the readers of streams failed: %w", err)
	}
	return r, json.Unmarshal(out, &r)
}
