//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

const (
	metrics  = "/metrics"
	lateness = "mock_openai_pacing_lateness_seconds"
)

// buckets are a histogram that a server exposes: the number of durations that did not
// exceed each bound.
type buckets []struct {
	bound  time.Duration
	within uint64
}

var bucketLine = regexp.MustCompile(`^` + lateness + `_bucket\{le="([^"]+)"\} (\S+)$`)

// askLateness returns the lateness that the server at url has recorded.
func askLateness(url string) (b buckets, err error) {
	answer, err := http.Get(url + metrics)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if b, err = readLateness(answer.Body); err != nil {
		return nil, fmt.Errorf("%s%s: %w", url, metrics, err)
	}
	return b, nil
}

// readLateness reads the lateness from a Prometheus exposition.
func readLateness(exposition io.Reader) (b buckets, err error) {
	lines := bufio.NewScanner(exposition)
	for lines.Scan() {
		m := bucketLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		seconds, boundErr := strconv.ParseFloat(m[1], 64)
		n, countErr := strconv.ParseFloat(m[2], 64) // 1e+06
		if boundErr != nil || countErr != nil {
			return nil, fmt.Errorf("cannot read %q", m[0])
		}
		bound := time.Duration(math.MaxInt64)
		if !math.IsInf(seconds, 1) {
			bound = time.Duration(math.Round(seconds * 1e9))
		}
		b = append(b, struct {
			bound  time.Duration
			within uint64
		}{bound, uint64(n)})
	}
	if lines.Err() == nil && len(b) == 0 {
		return nil, errors.New("no lateness in the exposition")
	}
	return b, lines.Err()
}

func (b buckets) count() uint64 { return b[len(b)-1].within }

// quantile returns the q-quantile the way Prometheus's histogram_quantile does:
// durations are taken to be spread evenly within their bucket, and those in the last,
// unbounded bucket to be at its start.
func (b buckets) quantile(q float64) time.Duration {
	rank := q * float64(b.count())
	var start time.Duration
	var before uint64
	for _, bucket := range b {
		if float64(bucket.within) >= rank && bucket.within > before && bucket.bound < math.MaxInt64 {
			return start + time.Duration(float64(bucket.bound-start)*(rank-float64(before))/float64(bucket.within-before))
		}
		if bucket.bound < math.MaxInt64 {
			start, before = bucket.bound, bucket.within
		}
	}
	return start
}
