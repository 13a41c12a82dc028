package report_test

import (
	"os"
	"time"

	"mock-openai/bench/report"
	"mock-openai/bench/stats"
)

// A report is filled with what was measured, and written as text, JSON, CSV or a page
// for the browser.
func ExampleReport() {
	var latency stats.Histogram
	for i := range 1000 {
		latency.Record(time.Duration(i+1) * time.Millisecond / 10)
	}
	r := &report.Report{
		Version: "v1.0.0",
		Load:    "closed loop, 8 connections",
		Targets: []report.Target{{
			URL:               "http://127.0.0.1:3000/v1/chat/completions",
			Seconds:           8,
			Sent:              1000,
			Requests:          1000,
			RequestsPerSecond: 125,
			Latency:           report.TimesOf(&latency),
		}},
	}
	if err := report.WriteText(os.Stdout, r); err != nil {
		panic(err)
	}
	// Output:
	// closed loop, 8 connections
	//
	// http://127.0.0.1:3000/v1/chat/completions
	//   1,000 answers in 8.0 s: 125 a second; no errors
	//   ms         mean       ±     p50     p90     p99   p99.9     max
	//   latency    50.0    28.9    50.0    90.0    99.0    99.9     100
}
