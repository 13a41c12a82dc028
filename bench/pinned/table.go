//go:build linux

package main

import (
	"fmt"
	"strings"

	"mock-openai/bench/record"
)

// The names of the servers in the records.
const (
	mock      = "mock-openai"
	yardstick = "fasthttp"
	nginx     = "nginx"
)

// table returns r in Markdown: CPU microseconds per request, medians.
func table(r *record.Run) string {
	var b strings.Builder
	b.WriteString(heading(r))
	b.WriteString("\n| request | connections | answer | mock-openai, µs | fasthttp, µs | ratio (lowest–highest) | at most | nginx, µs | requests/s | core busy |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, s := range r.Series {
		b.WriteString(row(s))
	}
	return b.String()
}

func row(s record.Series) string {
	answer := fmt.Sprintf("%d B", s.Bytes)
	if s.Events > 0 {
		answer += fmt.Sprintf(", %.0f events", s.Events)
	}
	ours := s.Server(mock)
	return fmt.Sprintf("| %s | %d | %s | %s | %s | %s | %s | %s | %.0f | %.0f %% |\n",
		s.Request, s.Connections, answer, cost(ours), cost(s.Server(yardstick)), ratio(s), bar(s), cost(s.Server(nginx)),
		ours.Median(record.Round.Rate), 100*ours.Median(record.Round.Busy))
}

// cost returns the CPU microseconds per request.
func cost(s record.Server) string {
	if len(s.Rounds) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", s.Median(record.Round.Cost))
}

func ratio(s record.Series) string {
	median, low, high := s.Ratio(mock, yardstick)
	return fmt.Sprintf("**%.2f** (%.2f–%.2f)", median, low, high)
}

// bar returns the limit of the ratio and whether it was kept.
func bar(s record.Series) string {
	if s.Bar == 0 {
		return ""
	}
	mark := "✓"
	if median, _, _ := s.Ratio(mock, yardstick); median > s.Bar {
		mark = "✗"
	}
	return fmt.Sprintf("%.2f %s", s.Bar, mark)
}
