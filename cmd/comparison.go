package cmd

import (
	"fmt"
	"io"
	"text/tabwriter"

	"mock-openai/bench"
)

// comparison is what two URLs that were loaded in turns came to.
type comparison struct {
	A           measurement  `json:"a"`
	B           measurement  `json:"b"`
	Rounds      int          `json:"rounds"`
	Differences []difference `json:"differences"`
}

// difference is how B differs from A: in all, and at least and at most in a
// single round. Where these two have different signs, noise may be all there is.
type difference struct {
	Name  string  `json:"name"`
	A     float64 `json:"a"`
	B     float64 `json:"b"`
	All   float64 `json:"b_minus_a"`
	Least float64 `json:"least"`
	Most  float64 `json:"most"`
}

func compare(a, b string, rounds []bench.Round) comparison {
	var as, bs bench.Result
	single := make([][2]measurement, len(rounds))
	for i, r := range rounds {
		as.Add(r.A)
		bs.Add(r.B)
		single[i] = [2]measurement{measure(a, r.A), measure(b, r.B)}
	}
	c := comparison{A: measure(a, &as), B: measure(b, &bs), Rounds: len(rounds)}
	differ := func(name string, value func(measurement) float64) {
		d := difference{Name: name, A: value(c.A), B: value(c.B)}
		d.All = d.B - d.A
		for i, m := range single {
			added := value(m[1]) - value(m[0])
			if i == 0 {
				d.Least, d.Most = added, added
			}
			d.Least, d.Most = min(d.Least, added), max(d.Most, added)
		}
		c.Differences = append(c.Differences, d)
	}
	times := func(name string, of func(measurement) quantiles) {
		differ(name+" p50 ms", func(m measurement) float64 { return of(m).P50 })
		differ(name+" p90 ms", func(m measurement) float64 { return of(m).P90 })
		differ(name+" p99 ms", func(m measurement) float64 { return of(m).P99 })
	}
	differ("requests/s", func(m measurement) float64 { return m.RequestsPerSecond })
	times("latency", func(m measurement) quantiles { return m.Latency })
	if c.A.Events > 0 || c.B.Events > 0 {
		times("TTFT", func(m measurement) quantiles { return m.TTFT })
		times("between events", func(m measurement) quantiles { return m.Gaps })
	}
	return c
}

func (c comparison) print(w io.Writer) error {
	fmt.Fprintf(w, "A: %s: %d requests, errors: %s\n", c.A.URL, c.A.Requests, c.A.errors())
	fmt.Fprintf(w, "B: %s: %d requests, errors: %s\n\n", c.B.URL, c.B.Requests, c.B.errors())
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%-*s\tA\tB\tB - A\tleast\tmost of %d rounds\t\n", nameWidth, "", c.Rounds)
	for _, d := range c.Differences {
		decimals := 3
		if d.A >= 1000 || d.B >= 1000 {
			decimals = 0
		}
		fmt.Fprintf(table, "%-*s\t%.*f\t%.*f\t%+.*f\t%+.*f\t%+.*f\t\n", nameWidth, d.Name,
			decimals, d.A, decimals, d.B, decimals, d.All, decimals, d.Least, decimals, d.Most)
	}
	return table.Flush()
}
