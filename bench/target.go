package bench

import (
	"strconv"
	"time"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// TargetOf returns the report of a load of a URL.
func TargetOf(url string, r *load.Result) report.Target {
	t := report.Target{
		URL:               url,
		Seconds:           r.Elapsed.Seconds(),
		Sent:              r.Sent,
		Requests:          r.Requests,
		RequestsPerSecond: r.Rate(),
		Errors:            r.Errors,
		ErrorsByKind:      errorsByKind(r),
		Left:              r.Left,
		CutOff:            r.CutOff,
		Resent:            r.Resent,
		Bytes:             r.Bytes,
		Events:            r.Events,
		Streams:           r.Streams,
		Silent:            r.Silent,
		Foreign:           r.Foreign,
		Compressed:        r.Compressed,
		EventsPerAnswer:   ratio(r.Streamed, r.Streams),
		TokensPerAnswer:   ratio(r.Tokens, r.Counted),
		Latency:           report.TimesOf(&r.Latency),
		TTFT:              report.TimesOf(&r.TTFT),
		FirstEvent:        report.TimesOf(&r.First),
		Gaps:              report.TimesOf(&r.Gaps),
		TPOT:              report.TimesOf(&r.TPOT),
		Connect:           report.TimesOf(&r.Connect),
		Late:              report.TimesOf(&r.Late),
	}
	if r.Due > 0 {
		t.Offered = perSecond(r.Sent, r.Due)
	}
	if r.Sending > 0 {
		t.SentPerSecond = perSecond(r.Sent, r.Sending)
	}
	if r.Err != nil {
		t.FirstError = r.Err.Error()
	}
	if r.CPU > 0 && r.Elapsed > 0 {
		t.Client = &report.Usage{CPU: r.CPU.Seconds() / r.Elapsed.Seconds()}
	}
	return t
}

// ratio returns sum/n, or nil if n is 0.
func ratio(sum, n int64) *float64 {
	if n == 0 {
		return nil
	}
	share := float64(sum) / float64(n)
	return &share
}

func perSecond(n int64, in time.Duration) *float64 {
	rate := float64(n) / in.Seconds()
	return &rate
}

func errorsByKind(r *load.Result) map[string]int64 {
	if r.Errors == 0 {
		return nil
	}
	kinds, others := make(map[string]int64), r.Errors-r.Timeouts-r.ErrorEvents
	for status, n := range r.Statuses {
		kinds[strconv.Itoa(status)] = n
		others -= n
	}
	if r.Timeouts > 0 {
		kinds["timeout"] = r.Timeouts
	}
	if r.ErrorEvents > 0 {
		kinds["error event"] = r.ErrorEvents
	}
	if others > 0 {
		kinds["connection"] = others
	}
	return kinds
}
