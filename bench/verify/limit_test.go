package verify_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

var limits = regexp.MustCompile(`("max_tokens"|"max_output_tokens"|"maxOutputTokens"|"maxTokens"|"num_predict"):\d+`)

// lifting passes requests to target, without their limits of tokens.
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

// TestVerify_LimitLifted sends requests through a gateway that removes their limit of tokens.
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
