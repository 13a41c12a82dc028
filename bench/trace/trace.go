// Package trace turns the times of recorded streams into files for --latency-trace.
package trace

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/bench/stats"
	"mock-openai/fast/recording"
)

// Times are those of one stream: to its first event with content, and from one such event
// to the next.
type Times struct {
	TTFT time.Duration
	Gaps []time.Duration
}

// Of returns the times of each whole stream with status 200.
func Of(all []*recording.Exchange) (times []Times) {
	for _, x := range all {
		if x.Answer.Status != 200 || x.Answer.Cut != recording.Whole {
			continue
		}
		if came := arrivals(&x.Answer); len(came) > 0 {
			t := Times{TTFT: came[0]}
			for i := 1; i < len(came); i++ {
				t.Gaps = append(t.Gaps, came[i]-came[i-1])
			}
			times = append(times, t)
		}
	}
	return times
}

// arrivals returns when each event with content came; none if a is not a stream.
func arrivals(a *recording.Answer) (came []time.Duration) {
	var framings sse.Framings
	framing := framings.For([]byte(a.Headers["Content-Type"]))
	binary := strings.HasPrefix(a.Headers["Content-Type"], "application/vnd.amazon.eventstream")
	if framing == nil && !binary {
		return nil
	}
	var contents load.Contents
	var all []time.Duration
	from := 0
	for _, p := range a.Pieces {
		piece := a.Body[from:p.To]
		from = p.To
		if binary { // a message is a piece, and its JSON is within it
			all = append(all, p.At)
			if contents.In(&sse.Event{Data: piece}) {
				came = append(came, p.At)
			}
			continue
		}
		for {
			e, rest, ok := framing.Next(piece)
			if !ok {
				break
			}
			if piece = rest; contents.In(&e) {
				came = append(came, p.At)
			}
		}
	}
	if binary && len(came) == 0 { // InvokeModel: the JSON is in base64
		return all
	}
	return came
}

// Write writes times as a file of --latency-trace.
func Write(w io.Writer, times []Times) error {
	out := bufio.NewWriter(w)
	for _, t := range times {
		line := struct {
			TTFT float64   `json:"ttft_ms"`
			ITL  []float64 `json:"itl_ms"`
		}{millis(t.TTFT), []float64{}}
		for _, gap := range t.Gaps {
			line.ITL = append(line.ITL, millis(gap))
		}
		if err := json.NewEncoder(out).Encode(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Summarize writes the percentiles of times.
func Summarize(w io.Writer, times []Times) error {
	var ttft, gaps stats.Histogram
	for _, t := range times {
		ttft.Record(t.TTFT)
		for _, gap := range t.Gaps {
			gaps.Record(gap)
		}
	}
	_, err := fmt.Fprintf(w, "%-20s %9s %9s %9s %9s %9s %9s\n", "milliseconds", "count", "mean", "p50", "p90", "p99", "max")
	for _, row := range []struct {
		name string
		h    *stats.Histogram
	}{{"time to first token", &ttft}, {"between events", &gaps}} {
		if err == nil {
			_, err = fmt.Fprintf(w, "%-20s %9d %9.3f %9.3f %9.3f %9.3f %9.3f\n", row.name, row.h.Count(), millis(row.h.Mean()),
				millis(row.h.Quantile(0.5)), millis(row.h.Quantile(0.9)), millis(row.h.Quantile(0.99)), millis(row.h.Max()))
		}
	}
	return err
}
