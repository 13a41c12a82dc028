package report

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// fits fails the test if text exceeds a screen of 80 columns and that many lines.
func fits(t *testing.T, text string, lines int) {
	t.Helper()
	if n := strings.Count(text, "\n"); n > lines {
		t.Errorf("%d lines, of %d at most", n, lines)
	}
	for line := range strings.Lines(text) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > columns {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func textOf(t *testing.T, r *Report) string {
	t.Helper()
	var b strings.Builder
	if err := WriteText(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteText(t *testing.T) {
	pair := sample()
	pair.Frontier = nil
	text := textOf(t, pair)
	golden(t, "pair.txt", text)
	fits(t, text, 49) // nine of them are of errors, faults and requests sent again

	clean := sample()
	clean.Targets[1] = clean.Targets[0]
	clean.Failed, clean.Frontier, clean.Added[0].Distrust = nil, nil, nil
	fits(t, textOf(t, clean), 40)

	one := sample()
	one.Targets, one.Added = one.Targets[:1], nil
	text = textOf(t, one)
	golden(t, "one.txt", text)
	fits(t, text, 40)

	three := sample()
	three.Targets = append(three.Targets, three.Targets[1])
	three.Added, three.Frontier = append(three.Added, three.Added[0]), nil
	text = textOf(t, three)
	golden(t, "three.txt", text)
	fits(t, text, 49)
}

func TestWriteText_MissingData(t *testing.T) {
	text := textOf(t, bare())
	golden(t, "bare.txt", text)
	fits(t, text, 40)
	if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "e+") {
		t.Error("shows what is not a figure")
	}
}

func TestWriteBeside(t *testing.T) {
	other := sample()
	other.Targets, other.Load, other.Machine = other.Targets[:1], "closed loop, 8 connections", "linux/arm64, 8 processors"
	var b strings.Builder
	if err := WriteBeside(&b, []Run{{"runs/A.json", sample()}, {"runs/B.json", other}}); err != nil {
		t.Fatal(err)
	}
	golden(t, "beside.txt", b.String())
	fits(t, b.String(), 63) // six of them are notes and failures
}

// external is what would have a page load something.
var external = regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed)|\bsrc=|\bhref=|url\(|@import`)

func TestProgress(t *testing.T) {
	var b strings.Builder
	progress := Progress(&b)
	progress(Second{At: 1, Length: 1, Requests: 12345, InFlight: 64, P50: value(0.4), P99: value(12.34), Headroom: value(0.713)})
	progress(Second{At: 1.5, Length: 0.5, Requests: 10, Errors: 2})
	golden(t, "progress.txt", b.String())
}

func TestFigures(t *testing.T) {
	f := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	f(millis(0), "0")
	f(millis(0.0001), "<0.001")
	f(millis(0.4123), "0.412")
	f(millis(9.994), "9.99")
	f(millis(9.996), "10.0")
	f(millis(1285.4), "1,285")
	f(signed(-0.5), "-0.500")
	f(interval(-0.0001, 12.3), "0…12")
	f(share(0.99999), "99.99 %")
	f(share(1), "100 %")
	f(share(0.00001), "below 0.01 %")
	f(share(0.5), "50 %")
	f(headroom(0.296), "29 %") // of 30 that are needed
	f(headroom(0.29), "29 %")
	f(headroom(1), "100 %")
	f(seconds(0.0034), "0.0034")
	f(seconds(0.994), "0.99")
	f(seconds(0.995), "1.0")
	f(seconds(12.34), "12.3")
	f(seconds(0), "0.0")
	f(count(-1234567), "-1,234,567")
	f(answers(1), "1 answer")
	f(answers(2000), "2,000 answers")
	f(statistics[4].show(timesOf(99, 1, 2)), none) // p99
	f(statistics[4].show(timesOf(100, 1, 2)), "1.99")
}

// TestSweeps writes runs that have limits and no targets.
func TestSweeps(t *testing.T) {
	sweep := &Report{Frontier: sample().Frontier}
	var text, lines strings.Builder
	if err := errors.Join(WriteBeside(&text, []Run{{"A.json", sweep}, {"runs/B.json", sweep}}), WriteCSV(&lines, []Run{{"A.json", sweep}})); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"B.json: http://127.0.0.1:3000/v1/chat/completions", "p99 below 10 ms up to 2,000 requests a second", "1,200 streams at once"} {
		if !strings.Contains(strings.Join(strings.Fields(text.String()), " "), want) {
			t.Errorf("no %q in\n%s", want, &text)
		}
	}
	sweep.Frontier[0].TTFT = true
	if text := textOf(t, sweep); !strings.Contains(text, "  TTFT p99 below 10 ms up to ") {
		t.Errorf("no TTFT in\n%s", text)
	}
	want := `run,url,offered_per_second,requests_per_second,latency_p50_ms,latency_p99_ms,ttft_p50_ms,ttft_p99_ms,errors,intact
A.json,http://127.0.0.1:3000/v1/chat/completions,1000,1000,0.3,0.9,0.2,0.5,0,true
A.json,http://127.0.0.1:3000/v1/chat/completions,2000,2000,0.4,7,,,0,true
A.json,http://127.0.0.1:3000/v1/chat/completions,4000,3100,9,,,,3,false
`
	if lines.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &lines, want)
	}
}

// TestWithoutRests joins the short rest at the end of a load with the second before, and no
// second of another block.
func TestWithoutRests(t *testing.T) {
	f := func(series, want []Second) {
		t.Helper()
		if got := withoutRests(series); !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	f([]Second{{At: 1, Length: 1, Requests: 1000}, {At: 1.01, Length: 0.01, Requests: 1, Errors: 2}}, []Second{{At: 1.01, Length: 1.01, Requests: 1001, Errors: 2}})
	apart := []Second{{At: 1, Length: 1, Requests: 1000}, {At: 2.1, Length: 0.1, Requests: 90}}
	f(apart, apart)
	long := []Second{{At: 1, Length: 1, Requests: 1000}, {At: 1.7, Length: 0.7, Requests: 700}}
	f(long, long)
	f(nil, nil)
}

// TestWriteText_Pair shows a time that only the second target has.
func TestWriteText_Pair(t *testing.T) {
	pair := sample()
	pair.Frontier, pair.Added[0].Differences = nil, nil
	first := &pair.Targets[0]
	first.Events, first.TTFT, first.Gaps, first.TPOT = 0, nil, nil, nil
	if text := textOf(t, pair); !strings.Contains(text, "\nTTFT A ") || !strings.Contains(text, "\nTPOT A ") {
		t.Errorf("no TTFT of the second in\n%s", text)
	}
}

// TestDifferences shows no difference of a quantile that is not shown of either target.
func TestDifferences(t *testing.T) {
	f := func(n int64, shown bool) {
		t.Helper()
		r := sample()
		r.Targets[1].Latency.Count = n
		if text := textOf(t, r); strings.Contains(text, "+4.26") != shown {
			t.Errorf("%d answers:\n%s", n, text)
		}
		if html := pageOf(t, Run{"", r}); strings.Contains(html, "&#43;4.26") != shown {
			t.Errorf("%d answers: p99 shown: %v", n, !shown)
		}
	}
	f(99, false)
	f(100, true)
}

// TestWriteBeside_Notes keeps what the reader of one run is told.
func TestWriteBeside_Notes(t *testing.T) {
	var b strings.Builder
	if err := WriteBeside(&b, []Run{{"runs/A.json", sample()}, {"runs/B.json", bare()}}); err != nil {
		t.Fatal(err)
	}
	said := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"A.json: The rate is a quarter of what", "A.json: failed: intact<1: http"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, &b)
		}
	}
}
