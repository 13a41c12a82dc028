package fast_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
)

// scraped are the samples of one scrape, by name and labels.
type scraped map[string]float64

func scrape(t testing.TB, url string) scraped {
	t.Helper()
	return scrapeNames(t, url, "mock_openai_")
}

// scrapeNames is scrape for the metrics whose names begin with prefix, without it.
func scrapeNames(t testing.TB, url, prefix string) scraped {
	t.Helper()
	res, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("status %d, %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	samples := scraped{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		if line := lines.Text(); strings.HasPrefix(line, prefix) {
			at := strings.LastIndexByte(line, ' ')
			if samples[line[len(prefix):at]], err = strconv.ParseFloat(line[at+1:], 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	return samples
}

// settled returns the first scrape without a request in flight: a client may get the end of
// its stream before the server has finished it.
func settled(t testing.TB, url string) scraped {
	t.Helper()
	for {
		if s := scrape(t, url); s["requests_in_flight"] == 0 {
			return s
		}
		time.Sleep(time.Millisecond)
	}
}

// wants compares samples, "name{labels} value" each.
func (s scraped) wants(t testing.TB, samples ...string) {
	t.Helper()
	for _, want := range samples {
		name, value, _ := strings.Cut(want, " ")
		if got, ok := s[name]; !ok || fmt.Sprint(got) != value {
			t.Errorf("%s is %v, want %s", name, got, value)
		}
	}
}

func TestMetrics_Requests(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"key"}, MaxBody: 1 << 10}})
	f := func(endpoint string, status int, method, path, header, body string) {
		t.Helper()
		res, answer := exchange(t, url, request(method, path, header, body))
		if res.StatusCode != status {
			t.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, answer)
		}
		scrape(t, url).wants(t, fmt.Sprintf(`requests_total{endpoint="%s",status="%d"} 1`, endpoint, status))
	}
	const key = "Authorization: Bearer key\r\n"
	f("/health", 200, "GET", "/health", "", "")
	f("/v1/chat/completions", 200, "POST", "/v1/chat/completions", key, `{}`)
	f("/v1/chat/completions", 400, "POST", "/v1/chat/completions", key, `{`)
	f("/v1/chat/completions", 401, "POST", "/v1/chat/completions", "", `{}`)
	f("/v1/chat/completions", 405, "PUT", "/v1/chat/completions", key, "")
	f("/v1/chat/completions", 413, "POST", "/v1/chat/completions", key, strings.Repeat(" ", 2<<10))
	f("/v1/completions", 200, "POST", "/v1/completions", key, `{"stream":true}`)
	f("/v1/embeddings", 200, "POST", "/v1/embeddings", key, `{"input":"a"}`)
	f("/v1/embeddings", 400, "POST", "/v1/embeddings", key, `{}`)
	f("/v1/moderations", 200, "POST", "/v1/moderations", key, `{"input":"a"}`)
	f("/v1/responses", 200, "POST", "/v1/responses", key, `{"input":"a"}`)
	f("/v1/responses/{id}", 404, "GET", "/v1/responses/resp_none", key, "")
	f("/v1/responses/{id}/cancel", 404, "POST", "/v1/responses/resp_none/cancel", key, "")
	f("/v1/models", 200, "GET", "/v1/models", key, "")
	f("/v1/models/{id}", 200, "GET", "/v1/models/gpt-4o", key, "")
	f("/v1/models/{id}", 404, "GET", "/v1/models/of/no/one", key, "")
	f("/api/v1/chat/completions", 200, "POST", "/api/v1/chat/completions", key, `{"stream":true}`)
	f("/api/v1/completions", 200, "POST", "/api/v1/completions", key, `{}`)
	f("/api/v1/models", 200, "GET", "/api/v1/models", key, "")
	f("/api/v1/model/{id}", 200, "GET", "/api/v1/model/gpt-4o", key, "")
	f("other", 404, "GET", "/nowhere", "", "")
	f("other", 431, "GET", "/health", "X: "+strings.Repeat("x", 32<<10)+"\r\n", "")

	exchange(t, url, "nonsense\r\n\r\n")
	scrape(t, url).wants(t, `requests_total{endpoint="other",status="400"} 1`)
}

// TestMetrics_Counts compares tokens and events with what answers say.
func TestMetrics_Counts(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		url := serve(t, fast.Config{Timing: fast.Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: delay}}}})
		var prompt, completion, sent int
		for i := range 40 {
			var whole answer
			postJSON(t, url+"/v1/chat/completions", `{"messages":[{"role":"user","content":"hello there"}],"n":2}`, &whole)
			_, stream := post(t, url+"/v1/completions", `{"stream":true,"stream_options":{"include_usage":true},"prompt":"once"}`)
			_, _, total := joined(t, stream)
			_, response := post(t, url+"/v1/responses", `{"stream":true,"input":"tell me"}`)
			usage := regexp.MustCompile(`"input_tokens":(\d+),.*"output_tokens":(\d+),`).FindSubmatch(response)
			in, _ := strconv.Atoi(string(usage[1]))
			out, _ := strconv.Atoi(string(usage[2]))
			prompt += whole.Usage.PromptTokens + total.PromptTokens + in
			completion += whole.Usage.CompletionTokens + total.CompletionTokens + out
			sent += strings.Count(string(stream), "\n\n") + strings.Count(string(response), "\n\n")
			if i%16 == 0 {
				scrape(t, url)
			}
		}
		s := settled(t, url)
		s.wants(t,
			fmt.Sprintf("prompt_tokens_total %d", prompt),
			fmt.Sprintf("completion_tokens_total %d", completion),
			fmt.Sprintf("events_total %d", sent),
			"hangups_total 0", `faults_total{kind="reset"} 0`)
		if delay > 0 { // every request is timed
			s.wants(t,
				`request_duration_seconds_count{endpoint="/v1/chat/completions",stream="false"} 40`,
				`request_duration_seconds_count{endpoint="/v1/completions",stream="true"} 40`,
				`time_to_first_token_seconds_count{endpoint="/v1/responses"} 40`,
			)
			if s["pacing_lateness_seconds_count"] < 120 {
				t.Errorf("only the lateness of %v is known", s["pacing_lateness_seconds_count"])
			}
		}
	}
}

// TestMetrics_WhileStreaming checks the metrics during two streams of minutes, whose clients
// leave one after the other, and one stream that ends meanwhile.
func TestMetrics_WhileStreaming(t *testing.T) {
	url := serve(t, fast.Config{Timing: fast.Timing{ResponseDelay: 10 * time.Millisecond}, Answers: fast.Answers{StreamTokensMax: 1}})
	const path, short = "/v1/chat/completions", `{"stream":true,"max_tokens":2}`
	open := func() io.Closer {
		res, err := http.Post(url+path, "application/json", strings.NewReader(`{"stream":true,"n":128}`))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		if _, err := io.ReadFull(res.Body, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		return res.Body
	}
	until := func(name string, holds func(float64) bool) {
		t.Helper()
		for !holds(scrape(t, url)[name]) {
			time.Sleep(time.Millisecond)
		}
	}
	first, second := open(), open()
	s := scrape(t, url)
	s.wants(t, "requests_in_flight 2")
	if n := s[`connections{state="open"}`]; n != 3 && n != 1 { // HTTP/2 needs just one
		t.Errorf("%v connections are open", n)
	}
	until("events_total", func(n float64) bool { return n > s["events_total"] })

	first.Close()
	until("hangups_total", func(n float64) bool { return n == 1 })
	until("requests_in_flight", func(n float64) bool { return n == 1 })
	if status, answer := post(t, url+path, short); status != http.StatusOK {
		t.Errorf("status %d: %s", status, answer)
	}
	until("requests_in_flight", func(n float64) bool { return n == 1 })
	second.Close()
	settled(t, url).wants(t, "hangups_total 2",
		`requests_total{endpoint="/v1/chat/completions",status="200"} 3`,
		`request_duration_seconds_count{endpoint="/v1/chat/completions",stream="true"} 3`)
}

// TestMetrics_Faults checks that an answer which a fault replaces by an error counts as that
// error, and the fault by its kind.
func TestMetrics_Faults(t *testing.T) {
	log, logger := newLines()
	url := serve(t, fast.Config{Observation: fast.Observation{AccessLog: logger}, Faults: fast.Faults{Plan: fault.Errors(1, 502)}})
	for i, body := range []string{`{}`, `{"stream":true}`} {
		if status, answer := post(t, url+"/v1/chat/completions", body); status != http.StatusBadGateway {
			t.Errorf("status %d: %s", status, answer)
		}
		if record := log.next(t); record["status"] != 502.0 {
			t.Errorf("record is %v", record)
		}
		settled(t, url).wants(t, "completion_tokens_total 0",
			fmt.Sprintf(`requests_total{endpoint="/v1/chat/completions",status="502"} %d`, i+1),
			fmt.Sprintf(`faults_total{kind="error"} %d`, i+1),
			`requests_total{endpoint="/v1/chat/completions",status="200"} 0`)
		log.next(t) // of the scrape
	}
}

// TestMetrics_Reset checks that a stream that a fault breaks does not count as a hang-up.
func TestMetrics_Reset(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Microsecond} {
		log, logger := newLines()
		url := serve(t, fast.Config{Observation: fast.Observation{AccessLog: logger}, Timing: fast.Timing{ResponseDelay: delay},
			Faults: fast.Faults{Plan: fault.Plan{{Spec: fault.Default(fault.ResetMidstream), Rate: 1}}}})
		if res, err := http.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`)); err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		if record := log.next(t); record["gone"] != false {
			t.Errorf("record is %v", record)
		}
		settled(t, url).wants(t, "hangups_total 0", `faults_total{kind="reset-midstream"} 1`)
	}
}

func TestMetrics_Apart(t *testing.T) {
	url := serve(t, fast.Config{Observation: fast.Observation{MetricsApart: true}})
	if res, _ := exchange(t, url, request("GET", "/metrics", "", "")); res.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", res.StatusCode)
	}
}
