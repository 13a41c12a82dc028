package verify_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

var limits = regexp.MustCompile(`("max_tokens"|"max_output_tokens"|"maxOutputTokens"|"maxTokens"|"num_predict"):\d+`)

// lifting passes requests to target, without their token limits.
func lifting(target string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		response, err := http.Post(target+r.URL.RequestURI(), "application/json", bytes.NewReader(limits.ReplaceAll(body, []byte("$1:4096"))))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer response.Body.Close()
		w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
		w.WriteHeader(response.StatusCode)
		io.Copy(w, response.Body)
	})
}

// TestVerify_LimitLifted sends requests through a gateway that removes their token limit.
// Each answer that goes on after the limit is found.
func TestVerify_LimitLifted(t *testing.T) {
	target := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 9}})
	gateway := httptest.NewServer(lifting(target))
	t.Cleanup(gateway.Close)
	for _, c := range streams {
		if c.API == verify.Embeddings {
			continue
		}
		c.MaxTokens = 8
		const requests = 20
		r := check(t, gateway.URL, c, requests)
		if r.Intact != 0 || r.Faults["wrong_finish"] != requests || len(r.Faults) != 1 {
			t.Errorf("%s, streamed %v: %d intact of %d: %v", c.API.Name, c.Stream, r.Intact, r.Checked, r.Faults)
			for _, f := range r.First {
				t.Logf("%+v", f)
			}
		}
	}
}

// TestChecker_Endless sends endless wrong text: what does not help to find the cause is not
// kept.
func TestChecker_Endless(t *testing.T) {
	v, err := verify.New(verify.Config{API: verify.Chat, Stream: true})
	if err != nil {
		t.Fatal(err)
	}
	checker := v.Checker()
	checker.Begin(0, v.AppendBody(nil, 0))
	checker.Head(load.Head{Status: 200, ContentType: typeEvents, Stream: true})
	other := sse.Event{Data: []byte(`{"id":"a","choices":[{"index":0,"delta":{"content":"` + strings.Repeat("x", 4096) + `"}}]}`)}
	for range 2 << 20 / 4096 {
		checker.Event(other, 1)
	}
	if n := testing.AllocsPerRun(100, func() { checker.Event(other, 1) }); n != 0 {
		t.Errorf("%v allocations for an event", n)
	}
	checker.End(nil)
	if r := v.Report(); r.Faults["changed_text"] != 1 {
		t.Errorf("%+v", r)
	}
}
