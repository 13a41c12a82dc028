package report

import "time"

func value(v float64) *float64 { return &v }

// timesOf are evenly spread between low and high.
func timesOf(n int64, low, high float64) *Times {
	t := &Times{Count: n, Mean: (low + high) / 2, Deviation: (high - low) / 3.46, Min: low, Max: high}
	at := func(q float64) float64 { return low + q*(high-low) }
	t.P50, t.P90, t.P99, t.P999 = at(0.5), at(0.9), at(0.99), at(0.999)
	for i := range int64(20) {
		t.Buckets = append(t.Buckets, Bucket{at(float64(i+1) / 20), n / 20})
	}
	return t
}

// sample is a run of all that there is: two targets, a watched gateway, faults.
func sample() *Report {
	direct := Target{
		URL: "http://127.0.0.1:3000/v1/chat/completions", Seconds: 10, Sent: 20000, Requests: 20000, RequestsPerSecond: 2000,
		Offered: value(2000), SentPerSecond: value(1999), Events: 340000, EventsPerAnswer: value(17), TokensPerAnswer: value(256.25),
		Latency: timesOf(20000, 0.2, 0.6), FirstEvent: timesOf(20000, 0.1, 0.3), TTFT: timesOf(20000, 0.15, 0.35),
		Gaps: timesOf(320000, 0, 0.02), TPOT: timesOf(20000, 0, 0.004), Connect: timesOf(64, 0.1, 0.2), Late: timesOf(20000, 0, 0.09),
		Goodput: &Goodput{"ttft=200ms", 1, 2000}, Verify: &Verify{Checked: 20000, Intact: 20000, Merged: value(0.031)}, LeastHead: value(0.613),
	}
	via := direct
	via.URL = "http://127.0.0.1:8080/v1/chat/completions"
	via.Requests, via.RequestsPerSecond, via.Errors, via.Left, via.CutOff = 19940, 1994, 57, 2, 1
	via.ErrorsByKind = map[string]int64{"502": 50, "timeout": 4, "connection": 3}
	via.FirstError, via.Resent = "status 502", 12
	via.Latency, via.TTFT, via.FirstEvent = timesOf(19940, 0.5, 4.9), timesOf(19940, 0.5, 2.5), timesOf(19940, 0.5, 2.4)
	via.Goodput, via.LeastHead = &Goodput{"ttft=200ms", 0.99704, 1994}, nil
	via.Verify = &Verify{
		Checked: 19940, Intact: 19936, Faults: map[string]int64{"missing_done": 3, "duplicated": 1}, Merged: value(0.12),
		First: []Fault{{"missing_done", "req-17", "data: [DONE]", "the end of the answer"}, {"duplicated", "req-99", `"b" once`, `"b" <twice>`}},
	}
	via.Process = &Process{PID: 4711, Name: "nginx", Idle: Usage{0.01, 12e6}, Under: Usage{0.93, 15.2e6}, After: Usage{0.01, 15.2e6}}
	for i := range 10 {
		s := Second{At: float64(i + 1), Length: 1, Requests: 1990 + int64(i), InFlight: 3, P50: value(0.4), P99: value(0.6), Headroom: value(0.62)}
		direct.Series = append(direct.Series, s)
		s.Errors, s.P50, s.P99 = 5, value(2.7), value(4.8)
		if i == 4 {
			s.P50, s.P99, s.Headroom = nil, nil, nil
		}
		via.Series = append(via.Series, s)
	}
	return &Report{
		Version: "v1.2.3", Started: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), Machine: "linux/amd64, 4 processors",
		Command: []string{"mock-openai", "bench", "--header", "X-A: it's <b>"},
		Load:    "open loop, 2000 requests/s (poisson arrivals), at most 64 under way, 20 blocks each in turns",
		Notes:   []string{"The rate is a quarter of what the slowest URL bore with 64 connections; --rate N sets it, -c N loads in a closed loop."},
		Failed:  []string{"intact<1: http://127.0.0.1:8080/v1/chat/completions has 0.9998"},
		Targets: []Target{direct, via},
		Added: []Added{{
			URL: via.URL, Blocks: 20, Verdict: "gateway adds 1.2 ms to the first token at p50 (1.1–1.4), 2.1 ms at p99 (1.9–2.4)",
			Distrust: []Distrust{{"CLIENT-BOUND", "this client used 85 % of its processors while it loaded http://127.0.0.1:3000/v1/chat/completions"}},
			Differences: []Difference{
				{"latency mean ms", 0.4, 2.7, 2.3, 2.1, 2.5}, {"latency p50 ms", 0.4, 2.7, 2.3, 2.1, 2.5}, {"latency p90 ms", 0.56, 4.46, 3.9, 3.6, 4.2}, {"latency p99 ms", 0.596, 4.856, 4.26, 3.9, 12.4},
				{"TTFT mean ms", 0.25, 1.5, 1.25, 1.1, 1.4}, {"TTFT p50 ms", 0.25, 1.5, 1.25, 1.1, 1.4}, {"TTFT p90 ms", 0.33, 2.3, 1.97, 1.7, 2.2}, {"TTFT p99 ms", 0.348, 2.48, 2.132, 1.9, 2.4},
				{"between events mean ms", 0.01, 0.01, 0, -0.002, 0.003}, {"between events p50 ms", 0.01, 0.01, 0, 0, 0},
			},
		}},
		Frontier: []Frontier{{
			URL:     direct.URL,
			Steps:   []Step{{1000, 1000, value(0.3), value(0.9), value(0.2), value(0.5), 0, true}, {2000, 2000, value(0.4), value(7), nil, nil, 0, true}, {4000, 3100, value(9), nil, nil, nil, 3, false}},
			Limits:  []Limit{{1, value(1000)}, {5, nil}, {10, value(2000)}},
			Streams: new(int64(1200)),
		}},
	}
}

// bare is what a run comes to that has no data at all.
func bare() *Report {
	return &Report{
		Load:    "closed loop, 1 connections",
		Targets: []Target{{URL: "http://127.0.0.1:1/"}, {URL: "http://127.0.0.1:2/", Series: []Second{{At: 1}}, Verify: &Verify{}}},
		Added: []Added{{URL: "http://127.0.0.1:2/", Blocks: 1, Verdict: "not measurable: http://127.0.0.1:1/ gave no answers",
			Differences: []Difference{{"latency p50 ms", 1, 2, 1, -3.4028234663852886e38, 3.4028234663852886e38}}}},
		Frontier: []Frontier{{URL: "http://127.0.0.1:1/", Steps: []Step{{Rate: 10}}, Limits: []Limit{{Under: 1}}}},
	}
}
