package cmd_test

import (
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
	"mock-openai/fast/mocktest"
)

func textOf(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadme_Length wants it to be read in a few minutes.
func TestReadme_Length(t *testing.T) {
	if n := len(strings.Fields(textOf(t, "../README.md"))); n > 900 {
		t.Errorf("the README has %d words, more than 900", n)
	}
}

// TestReadme_Figure wants the figure to be that of BENCHMARKS.md, rounded.
func TestReadme_Figure(t *testing.T) {
	measured := regexp.MustCompile(`(?m)^\| chat \| 64 \|[^|]*\| ([\d.]+) \|[^|]*\| \*\*([\d.]+)\*\*`).FindStringSubmatch(textOf(t, "../BENCHMARKS.md"))
	told := regexp.MustCompile(`costs \*\*(\d+) µs\*\*, ([\d.]+) times`).FindStringSubmatch(textOf(t, "../README.md"))
	if measured == nil || told == nil {
		t.Fatalf("measured %v, told %v", measured, told)
	}
	number := func(text string) float64 {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if math.Round(number(measured[1])) != number(told[1]) || math.Round(10*number(measured[2]))/10 != number(told[2]) {
		t.Errorf("measured %v, told %v", measured[1:], told[1:])
	}
}

// TestReadme_GoTests is what the README shows of mocktest, line by line.
func TestReadme_GoTests(t *testing.T) {
	newClient := func(base string) asker { return asker{t, base} }

	m := mocktest.Start(t, mocktest.TTFT(50*time.Millisecond))
	client := newClient(m.URL + "/v1") // what you test
	m.FailNext(2, "error:status=503")
	m.Reply("exact text")
	client.Ask("How are you?")
	m.Requests().Await(3)

	shown := regexp.MustCompile("(?s)```go\n(.*?)```").FindStringSubmatch(textOf(t, "../README.md"))[1]
	source := textOf(t, "readmetext_test.go")
	for line := range strings.Lines(shown) {
		if !strings.Contains(source, "\n\t"+line) {
			t.Errorf("this test has no line %q", line)
		}
	}
}

// asker asks until it is answered.
type asker struct {
	t    *testing.T
	base string
}

func (a asker) Ask(question string) {
	for range 3 {
		res, err := http.Post(a.base+"/chat/completions", "application/json", strings.NewReader(fmt.Sprintf(`{"messages":[{"role":"user","content":%q}]}`, question)))
		if err != nil {
			a.t.Fatal(err)
		}
		answer, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			a.t.Fatal(err)
		}
		if res.StatusCode == http.StatusOK && !strings.Contains(string(answer), `"exact text"`) {
			a.t.Errorf("answer %s", answer)
		}
	}
}

// ticks are the columns of a table of endpoints that have one, by endpoint.
func ticks(text string) map[string][]bool {
	all := map[string][]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| ?`((?:GET|POST|DELETE) [^`]+)` ?\\|(.*)\\|$").FindAllStringSubmatch(text, -1) {
		for cell := range strings.SplitSeq(row[2], "|") {
			all[row[1]] = append(all[row[1]], strings.TrimSpace(cell) == "✓")
		}
	}
	return all
}

// TestEndpoints_Documented holds the tables of endpoints against a server that says
// which it has, and what they do.
func TestEndpoints_Documented(t *testing.T) {
	plain, strict := programtest.Start(t, nil), programtest.Start(t, nil, "--strict")
	listed := ticks(textOf(t, "help/api.md"))
	if have, told := endpointsOf(t, plain.URL), slices.Sorted(maps.Keys(listed)); !slices.Equal(have, told) {
		t.Errorf("the server has\n%s\nhelp/api.md has\n%s", strings.Join(have, "\n"), strings.Join(told, "\n"))
	}
	for endpoint, told := range listed {
		if !strings.HasPrefix(endpoint, "POST") || strings.Contains(endpoint, "{id") {
			continue // asks for nothing to be made up, or needs something to be there
		}
		if is := behavior(t, endpoint, plain.URL, strict.URL); !slices.Equal(is, told) {
			t.Errorf("%s: streamed, faults, strict are %v, help/api.md has %v", endpoint, is, told)
		}
	}
	for endpoint, told := range ticks(textOf(t, "../README.md")) {
		method, path, _ := strings.Cut(endpoint, " ")
		_, inRouter := listed[method+" /api"+path]
		if want := append(slices.Clone(listed[endpoint]), inRouter); !slices.Equal(told, want) {
			t.Errorf("%s: the README has %v, want %v", endpoint, told, want)
		}
	}
}

// endpointsOf are the paths that the metrics name, with the methods that they allow.
func endpointsOf(t *testing.T, url string) (all []string) {
	t.Helper()
	_, metrics := programtest.Get(t, url+"/metrics")
	paths := map[string]bool{}
	for _, found := range regexp.MustCompile(`endpoint="(/[^" ]*)"`).FindAllStringSubmatch(metrics, -1) {
		paths[found[1]] = true
	}
	for path := range paths {
		req, err := http.NewRequest(http.MethodOptions, url+regexp.MustCompile(`\{id.*?\}`).ReplaceAllString(path, "x"), nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		for method := range strings.SplitSeq(res.Header.Get("Allow"), ", ") {
			if method != http.MethodOptions && method != http.MethodHead {
				all = append(all, method+" "+path)
			}
		}
	}
	slices.Sort(all)
	return all
}

// behavior is whether an endpoint streams, has faults happen, and refuses parameters
// that nobody knows if it is to be strict.
func behavior(t *testing.T, endpoint, plain, strict string) []bool {
	t.Helper()
	post := func(url, status, body string) *http.Response {
		_, path, _ := strings.Cut(endpoint, " ")
		req, err := http.NewRequest(http.MethodPost, url+path+"?api-version=any", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if status != "" {
			req.Header.Set("X-Mock-Status", status)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	input := `"model":"gpt-4o","input":"x"`
	switch {
	case strings.HasSuffix(endpoint, "/chat/completions"), endpoint == "POST /api/chat":
		input = `"model":"gpt-4o","messages":[{"role":"user","content":"x"}]`
	case strings.HasSuffix(endpoint, "/completions"), endpoint == "POST /api/generate", endpoint == "POST /tokenize":
		input = `"model":"gpt-4o","prompt":"x"`
	case strings.HasSuffix(endpoint, "/rerank"):
		input = `"model":"gpt-4o","query":"x","documents":["x"]`
	case endpoint == "POST /v1/tokenize":
		input = `"model":"gpt-4o","text":"x"`
	case strings.HasSuffix(endpoint, "/detokenize"):
		input = `"model":"gpt-4o","tokens":[225]`
	}
	streamed := post(plain, "", `{"stream":true,`+input+`}`).Header.Get("Content-Type")
	wrong := post(strict, "", `{"nobody_knows":1,"provider":7,"thinking":7,"echo":7,`+input+`}`) // OpenRouter and DeepSeek ignore what they do not know
	return []bool{
		strings.HasPrefix(streamed, "text/event-stream") || streamed == "application/x-ndjson",
		post(plain, "418", `{`+input+`}`).StatusCode == http.StatusTeapot,
		wrong.StatusCode == http.StatusBadRequest || wrong.StatusCode == http.StatusUnprocessableEntity,
	}
}

// TestMetrics_Documented wants every metric of the server in its topic, and no other.
func TestMetrics_Documented(t *testing.T) {
	p := programtest.Start(t, nil, "--prompt-cache", "1MiB")
	_, shown := programtest.Get(t, p.URL+"/metrics")
	topic := textOf(t, "help/metrics.md")
	_, table, _ := strings.Cut(topic, "| metric, all")
	table, _, _ = strings.Cut(table, "\n\n")
	var told, have []string
	for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(regexp.MustCompile(`(?m)^(\|[^|]*\|).*$`).ReplaceAllString(table, "$1"), -1) {
		told = append(told, name[1])
	}
	for _, name := range regexp.MustCompile(`(?m)^# TYPE mock_openai_(\S+)`).FindAllStringSubmatch(shown, -1) {
		have = append(have, name[1])
	}
	slices.Sort(told)
	slices.Sort(have)
	// Those that show once there is something to show.
	have = slices.Compact(append(have, "time_to_first_token_seconds", "request_duration_seconds"))
	slices.Sort(have)
	if have = slices.Compact(have); !slices.Equal(told, have) {
		t.Errorf("the server has\n%v\nhelp/metrics.md has\n%v", have, told)
	}
}
