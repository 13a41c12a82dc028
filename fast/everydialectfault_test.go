package fast

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast/internal/h2"
	"mock-openai/pool"
)

// TestEveryDialect_BrokenConnections wants faults of the connection to do to the answers of
// every dialect, streamed or not, what they do to chat: over HTTP/1.1 and HTTP/2.
func TestEveryDialect_BrokenConnections(t *testing.T) {
	c := Config{
		Answers:   Answers{Deterministic: true, Models: []string{"gpt-4o"}, Tokens: pool.Sampler{Mean: 100}, StreamTokensMin: 8, StreamTokensMax: 8},
		Transport: Transport{H2C: h2.PriorKnowledge},
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(ln)
	t.Cleanup(func() { s.Shutdown(context.Background()) })

	for _, set := range []func(*http.Protocols, bool){(*http.Protocols).SetHTTP1, (*http.Protocols).SetUnencryptedHTTP2} {
		client := &http.Client{Transport: &http.Transport{Protocols: new(http.Protocols)}}
		set(client.Transport.(*http.Transport).Protocols, true)
		if !client.Transport.(*http.Transport).Protocols.HTTP1() && !h2.PriorKnowledge {
			continue
		}
		t.Cleanup(client.CloseIdleConnections)
		for _, r := range rowsOf(t, s) {
			if !r.makesText() {
				continue
			}
			path := "http://" + ln.Addr().String() + strings.Replace(r.path, "{model}", "gpt-4o", 1)
			for _, stream := range []string{"false", "true"} {
				body := strings.Replace(r.body("gpt-4o"), "{", `{"stream":`+stream+`,`, 1)
				if strings.Contains(r.path, "{model}") && !strings.Contains(r.path, "deployments") {
					body = r.body("gpt-4o") // the path says whether it streams
				}
				ask := func(fault string) (answer []byte, kind string, err error) {
					req, err := http.NewRequest("POST", path, strings.NewReader(body))
					if err != nil {
						t.Fatal(err)
					}
					req.Header.Set("Anthropic-Version", "2023-06-01")
					req.Header.Set("X-Mock-Fault", fault)
					res, err := client.Do(req)
					if err != nil {
						return nil, "", err
					}
					defer res.Body.Close()
					answer, err = io.ReadAll(res.Body)
					return answer, res.Header.Get("Content-Type"), err
				}
				whole, kind, err := ask("one-segment") // all requests with a fault draw alike
				if err != nil || len(whole) == 0 {
					t.Fatalf("%s: %v", path, err)
				}
				what := fmt.Sprintf("%s, stream %s, %s", r.path, stream, kind)
				if got, _, err := ask("reset"); err == nil || len(got) > 0 {
					t.Errorf("%s: reset: %d bytes, %v", what, len(got), err)
				}
				for _, cut := range []string{"reset-midstream:at=0.5", "reset-midstream:after=2"} {
					if got, _, err := ask(cut); err == nil || len(got) == len(whole) || !bytes.HasPrefix(whole, got) {
						t.Errorf("%s: %s: %d of %d bytes, %v", what, cut, len(got), len(whole), err)
					}
				}
				for _, late := range []string{"stall:after=2,for=1ms", "slow-headers:for=1ms", "split-segments:for=0s"} {
					if got, _, err := ask(late); err != nil || !bytes.Equal(got, whole) {
						t.Errorf("%s: %s: %v; %.200q instead of %.200q", what, late, err, got, whole)
					}
				}
			}
		}
	}
}
