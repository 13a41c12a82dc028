package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// pageOf is the page, which must be well-formed and whole in itself.
func pageOf(t *testing.T, runs ...Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, runs); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	if found := external.FindString(html); found != "" {
		t.Errorf("the page has %s", found)
	}
	decoder := xml.NewDecoder(&b)
	for {
		_, err := decoder.Token()
		if err == io.EOF {
			return html
		}
		if err != nil {
			t.Fatalf("not well-formed: %v in\n%s", err, html)
		}
	}
}

func TestWriteHTML(t *testing.T) {
	html := pageOf(t, Run{"", sample()})
	for _, want := range []string{
		"gateway adds 1.2 ms", "CLIENT-BOUND", "Failed: intact", "Latency by quantile", "Time to first token", "Time per token",
		"Answers a second", "Latency over time", "Errors a second", "Headroom of the mock", "Latency at each rate",
		"1,200 streams at once", "linux/amd64, 4 processors", "v1.2.3", "mock-openai bench --header &#39;X-A: it&#39;\\&#39;&#39;s &lt;b&gt;&#39;",
		"missing_done", "&#34;b&#34; &lt;twice&gt;", "prefers-color-scheme: dark", "nginx (process 4711)",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if n := strings.Count(html, "<svg"); n != 9 {
		t.Errorf("%d charts, want 9", n)
	}
	if html := pageOf(t, Run{"A.json", sample()}, Run{"B.json", sample()}); !strings.Contains(html, "Side by side") || !strings.Contains(html, "differ by chance") {
		t.Error("runs are not side by side")
	}
}

func TestWriteHTML_MissingData(t *testing.T) {
	html := pageOf(t, Run{"", bare()})
	if strings.Contains(html, "NaN") || strings.Contains(html, "Inf") {
		t.Error("shows what is not a figure")
	}
	pageOf(t, Run{"", &Report{}})
}

// TestWriteHTML_FirstEvent leaves the first event out where TTFT is the same.
func TestWriteHTML_FirstEvent(t *testing.T) {
	times := func(mean float64) *Times { return &Times{Count: 10, Mean: mean} }
	f := func(ttft, first float64, want bool) {
		t.Helper()
		r := &Report{
			Targets: []Target{{URL: "a", TTFT: times(ttft), FirstEvent: times(first)}, {URL: "b", TTFT: times(ttft), FirstEvent: times(first)}},
			Added: []Added{{URL: "b", Differences: []Difference{
				{Name: "TTFT mean ms", Direct: ttft, Via: ttft}, {Name: "first event mean ms", Direct: first, Via: first},
			}}},
		}
		var page strings.Builder
		if err := WriteHTML(&page, []Run{{Report: r}}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(page.String(), "first event"); got != want {
			t.Errorf("first event at %v ms, TTFT at %v: shown %v", first, ttft, got)
		}
	}
	f(2, 2, false)
	f(2, 1, true)
}

// TestNameOf names the columns of two equal URLs apart.
func TestNameOf(t *testing.T) {
	r := sample()
	r.Targets = append(r.Targets, r.Targets[1])
	r.Added = append(r.Added, r.Added[0])
	html := pageOf(t, Run{"", r})
	for _, want := range []string{"B against A: http", "C against A: http"} {
		if n := strings.Count(html, want); n != 2 { // the verdict, and the table
			t.Errorf("%d times %q in the page", n, want)
		}
	}
}
