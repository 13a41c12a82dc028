// Package openaigo_test has OpenAI's client for Go use the server.
package openaigo_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/mocktest"
	"mock-openai/pool"
)

// start starts a server with a configuration.
func start(t *testing.T, c fast.Config) *mocktest.Mock {
	t.Helper()
	if c.Answers.Tokens == (pool.Sampler{}) && c.Answers.Seed == nil {
		c.Answers.Tokens = pool.Sampler{Mean: fast.DefaultTokenMean, Stddev: 16} // never less than tests cap answers at
	}
	return mocktest.Start(t, mocktest.Config(func(all *fast.Config) { *all = c }))
}

// newClient is the official SDK, pointed at a server of its own over the wire that the
// test is named after.
func newClient(t *testing.T, c fast.Config) openai.Client {
	t.Helper()
	set := (*http.Protocols).SetHTTP1
	for name := range strings.SplitSeq(t.Name(), "/") {
		switch name {
		case "https":
			c.Transport.TLS, set = serverTLS(), (*http.Protocols).SetHTTP2
		case "h2c":
			c.Transport.H2C, set = true, (*http.Protocols).SetUnencryptedHTTP2
		}
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, Protocols: new(http.Protocols)}
	set(transport.Protocols, true)
	t.Cleanup(transport.CloseIdleConnections)
	return client(start(t, c), option.WithHTTPClient(&http.Client{Transport: transport}))
}

// client is the official SDK, pointed at m.
func client(m *mocktest.Mock, options ...option.RequestOption) openai.Client {
	return openai.NewClient(append([]option.RequestOption{option.WithBaseURL(m.BaseURL()), option.WithHTTPClient(m.Client()),
		option.WithAPIKey("any"), option.WithMaxRetries(0)}, options...)...)
}

// serverTLS has the certificate of package httptest.
func serverTLS() *tls.Config {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return &tls.Config{Certificates: s.TLS.Certificates}
}

// TestOverEveryWire has the client speak HTTP/2 with TLS and without.
func TestOverEveryWire(t *testing.T) {
	for _, name := range []string{"https", "h2c"} {
		t.Run(name, func(t *testing.T) {
			t.Run("Chat", TestSDK_Chat)
			t.Run("Completions", TestSDK_Completions)
			t.Run("Embeddings", TestSDK_Embeddings)
			t.Run("Models", TestSDK_Models)
			t.Run("Error", TestSDK_Error)
			t.Run("ToolStream", TestSDK_ToolStream)
		})
	}
}

// always is a plan of one fault.
func always(t *testing.T, spec string) fault.Plan {
	t.Helper()
	parsed, err := fault.Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return fault.Plan{{Spec: parsed, Rate: 1}}
}

// troubled serves answers of 40 tokens in events of 10 with one fault: streams have a
// role, 4 pieces of text, a finish and [DONE].
func troubled(t *testing.T, spec string, delay time.Duration) *mocktest.Mock {
	t.Helper()
	return start(t, fast.Config{
		Faults: fast.Faults{Plan: always(t, spec)}, Timing: fast.Timing{ResponseDelay: delay},
		Answers: fast.Answers{Tokens: pool.Sampler{Mean: 40}, StreamTokensMin: 10, StreamTokensMax: 10},
	})
}

// richText is what answers in many scripts.
func richText() fast.Config {
	seed := uint64(1)
	return fast.Config{Answers: fast.Answers{Text: pool.Rich, StreamTokensMax: 3, Seed: &seed}}
}

func dump(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}
