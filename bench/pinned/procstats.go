//go:build linux

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// procStats are the figures that a server reports, and those of its process.
type procStats struct {
	resident, heap    int64 // bytes; heap is in use or not collected yet
	goroutines, files int
	inFlight, queued  int // requests
	connections       int // without those to /metrics

	requests, hangUps, faults int // since the start
}

func (w *monitoredServer) procStats() (v procStats, err error) {
	text, err := w.get(metrics)
	if err != nil {
		return v, err
	}
	s, err := sums(string(text))
	if err != nil {
		return v, err
	}
	v = procStats{
		heap:        int64(s["go_memstats_heap_alloc_bytes"]),
		goroutines:  int(s["go_goroutines"]),
		inFlight:    int(s["mock_openai_requests_in_flight"]),
		queued:      int(s["mock_openai_requests_queued"]),
		connections: int(s[`mock_openai_connections{state="open"}`]),
		requests:    int(s["mock_openai_requests_total"]),
		hangUps:     int(s["mock_openai_hangups_total"]),
		faults:      int(s["mock_openai_faults_total"]),
	}
	var rssErr, filesErr error
	v.resident, rssErr = w.rss()
	v.files, filesErr = w.files()
	return v, errors.Join(rssErr, filesErr)
}

// sums returns the samples by series, and per metric their sum over all labels.
func sums(exposition string) (map[string]float64, error) {
	all := map[string]float64{}
	for line := range strings.Lines(exposition) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		line = strings.TrimSpace(line)
		last := max(strings.LastIndexByte(line, ' '), 0) // labels may have spaces
		series, value := line[:last], strings.TrimSpace(line[last:])
		name, _, _ := strings.Cut(series, "{")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("cannot read %q: %w", line, err)
		}
		all[series] = n
		if name != series {
			all[name] += n
		}
	}
	return all, nil
}

const procStatsHeader = "| after | requests | resident, MB | heap, MB | goroutines | open files | in flight | queued | connections | hang-ups | faults |\n" +
	"|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"

func (v procStats) row(when string) string {
	return fmt.Sprintf("| %s | %d | %.1f | %.1f | %d | %d | %d | %d | %d | %d | %d |\n", when, v.requests, megabytes(v.resident), megabytes(v.heap),
		v.goroutines, v.files, v.inFlight, v.queued, v.connections, v.hangUps, v.faults)
}
