package fast_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

// TestFaults_HTTP2 checks that faults of the connection in HTTP/1.1 are faults of the stream
// in HTTP/2.
func TestFaults_HTTP2(t *testing.T) {
	for _, wire := range []string{"h2c", "https"} {
		t.Run(wire, func(t *testing.T) {
			for _, delay := range []time.Duration{0, time.Millisecond} {
				s, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: delay}, Answers: fast.Answers{StreamTokensMax: 9}})
				brokenStreams(t, s, url)
				noHeaders(t, s, url)
			}
		})
	}
}

func brokenStreams(t *testing.T, s *fast.Server, url string) {
	f := func(spec, body string, events int, ends bool) {
		t.Helper()
		kind, _ := fault.Parse(spec)
		before := s.FaultCounts().Of(kind.Kind)
		req, _ := http.NewRequest("POST", url+chatPath, strings.NewReader(body))
		req.Header.Set("X-Mock-Fault", spec)
		res, err := http.DefaultClient.Do(req)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		n := strings.Count(string(got), "data: ")
		if (err == nil) != ends || events >= 0 && n != events || s.FaultCounts().Of(kind.Kind) != before+1 {
			t.Errorf("%s: %d events, %v", spec, n, err)
		}
	}
	const streamed = `{"stream":true}`
	f("reset", streamed, 0, false)
	f("reset", `{}`, 0, false)
	f("reset-midstream:after=2", streamed, 2, false)
	f("reset-midstream", `{}`, 0, false)
	f("stall:after=2,for=20ms", streamed, -1, true)
	f("stall:for=20ms", `{}`, 0, true)
	f("no-done", streamed, -1, true)

	// Events before an endless stall arrive; a client that gives up is counted.
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "POST", url+chatPath, strings.NewReader(streamed))
	req.Header.Set("X-Mock-Fault", "stall:after=2")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for p := make([]byte, 4096); strings.Count(got.String(), "\n\n") < 2; {
		n, err := res.Body.Read(p)
		got.Write(p[:n])
		if err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	res.Body.Close()
	for s.HangUps() == 0 {
		time.Sleep(time.Millisecond)
	}
}

// noHeaders checks that faults before the headers send none: clients retry requests that
// fail before the status, and those that fail after it they do not.
func noHeaders(t *testing.T, s *fast.Server, url string) {
	for _, kind := range []fault.Kind{fault.Reset, fault.Stall} {
		for _, body := range []string{`{}`, `{"stream":true}`} {
			ctx, cancel := context.WithCancel(t.Context())
			req, _ := http.NewRequestWithContext(ctx, "POST", url+chatPath, strings.NewReader(body))
			spec := kind.String() + ":at=0"
			if kind == fault.Reset {
				spec = "reset"
			}
			req.Header.Set("X-Mock-Fault", spec)
			before := s.FaultCounts().Of(kind)
			go func() {
				for s.FaultCounts().Of(kind) == before {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(20 * time.Millisecond) // in which headers would come
				cancel()
			}()
			if res, err := http.DefaultClient.Do(req); err == nil {
				t.Errorf("%s, %s: status %d", spec, body, res.StatusCode)
				res.Body.Close()
			}
			cancel()
		}
	}
}
