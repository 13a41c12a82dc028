package fast_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/internal/h2"
)

// wires are the ways to speak to a server. Each has a scheme of its own in the
// URLs of the tests, and http.DefaultTransport understands them all, so that
// every test can be run over each.
var wires = transports{
	"http":   {"http", "HTTP/1.1", speaking((*http.Protocols).SetHTTP1), func(*fast.Config) {}},
	"writer": {"http", "HTTP/1.1", speaking((*http.Protocols).SetHTTP1), func(c *fast.Config) { c.Transport.StreamWriter = true }},
	"https1": {"https", "HTTP/1.1", speaking((*http.Protocols).SetHTTP1), func(c *fast.Config) { c.Transport.TLS = serverTLS }},
	"https":  {"https", "HTTP/2.0", speaking((*http.Protocols).SetHTTP2), func(c *fast.Config) { c.Transport.TLS = serverTLS }},
	"h2c":    {"http", "HTTP/2.0", speaking((*http.Protocols).SetUnencryptedHTTP2), func(c *fast.Config) { c.Transport.H2C = true }},
}

var serverTLS, clientTLS = func() (server, client *tls.Config) {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return &tls.Config{Certificates: s.TLS.Certificates}, s.Client().Transport.(*http.Transport).TLSClientConfig
}()

func speaking(set func(*http.Protocols, bool)) *http.Transport {
	t := &http.Transport{TLSClientConfig: clientTLS.Clone(), Protocols: new(http.Protocols)}
	set(t.Protocols, true)
	return t
}

// wire is a way to speak to a server.
type wire struct {
	scheme, proto string
	client        *http.Transport
	setUp         func(*fast.Config)
}

// configure sets c up for this wire. It skips the test if the system lacks it.
func (w wire) configure(t testing.TB, c *fast.Config) {
	w.setUp(c)
	if c.Transport.H2C && !h2.PriorKnowledge {
		t.Skip("h2c is not supported on this system")
	}
}

// transports sends a request over the wire that the scheme of its URL names.
type transports map[string]wire

func (ts transports) RoundTrip(req *http.Request) (*http.Response, error) {
	w, ok := ts[req.URL.Scheme]
	if !ok {
		return nil, http.ErrSchemeMismatch
	}
	req = req.Clone(req.Context())
	req.URL.Scheme = w.scheme
	return w.client.RoundTrip(req)
}

// CloseIdleConnections is for http.Client.CloseIdleConnections.
func (ts transports) CloseIdleConnections() {
	for _, w := range ts {
		w.client.CloseIdleConnections()
	}
}

// wireOf sets c up for the wire that a test below TestOverEveryWire is named
// after, and returns its scheme.
func wireOf(t testing.TB, c *fast.Config) string {
	for name := range strings.SplitSeq(t.Name(), "/") {
		if wire, ok := wires[name]; ok {
			wire.configure(t, c)
			return name
		}
	}
	return "http"
}

// TestOverEveryWire runs tests of HTTP/1.1 over all other wires.
func TestOverEveryWire(t *testing.T) {
	for scheme := range wires {
		if scheme == "http" {
			continue
		}
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			t.Run("Proto", testProto)
			t.Run("Errors", TestErrors)
			t.Run("PathsEscaped", TestPaths_Escaped)
			t.Run("Options", TestOptions)
			t.Run("Lenient", TestLenient)
			t.Run("ClientID", TestClientID)
			t.Run("APIKeys", TestAPIKeys)
			t.Run("Models", TestModels_Escaped)
			t.Run("Health", TestHealth)
			t.Run("StreamEqualsWhole", TestStream_EqualsWhole)
			t.Run("StreamEvents", TestStream_Events)
			t.Run("StreamHeaders", TestStream_Headers)
			t.Run("StreamPaced", TestStream_Paced)
			t.Run("EngineQueue", TestEngine_Queue)
			t.Run("EngineHangUp", TestEngine_HangUp)
			t.Run("Quirks", TestQuirks)
			t.Run("OpenRouterProcessing", TestOpenRouter_Processing)
			t.Run("OpenRouterErrors", TestOpenRouter_Errors)
			t.Run("ResponseStreamEqualsWhole", TestResponse_StreamEqualsWhole)
			t.Run("MetricsCounts", TestMetrics_Counts)
			t.Run("MetricsWhileStreaming", TestMetrics_WhileStreaming)
			t.Run("AccessLogGone", TestAccessLog_Gone)
			t.Run("AdmissionCanceled", TestAdmission_Canceled)
			if wires[scheme].scheme == "http" && wires[scheme].proto == "HTTP/1.1" {
				t.Run("StreamHangUp", TestStream_HangUp)
				t.Run("StreamPipelinedAndClosed", TestStream_PipelinedAndClosed)
				t.Run("StreamHTTP10", TestStream_HTTP10)
				t.Run("HangUpHalfClosed", TestHangUp_HalfClosed)
			}
		})
	}
}

// testProto checks that answers have the HTTP version of the wire, that HEAD gets no body,
// and that HTTP/2 has no headers of HTTP/1.1.
func testProto(t *testing.T) {
	url := serve(t, fast.Config{})
	scheme, _, _ := strings.Cut(url, "://")
	f := func(method, path, body string) {
		t.Helper()
		res, said := resend(t, url, request(method, path, "", body))
		if res.Proto != wires[scheme].proto {
			t.Errorf("%s: %s, want %s", path, res.Proto, wires[scheme].proto)
		}
		for _, name := range []string{"Server", "Date", "Content-Type", "X-Request-Id", "Openai-Version", "Access-Control-Expose-Headers"} {
			if len(res.Header.Values(name)) != 1 {
				t.Errorf("%s: %s is %q", path, name, res.Header.Values(name))
			}
		}
		for _, name := range []string{"Connection", "Keep-Alive", "Transfer-Encoding"} {
			if v := res.Header.Values(name); len(v) > 0 {
				t.Errorf("%s: %s is %q", path, name, v)
			}
		}
		if length := res.ContentLength; method != "HEAD" && length != int64(len(said)) || length <= 0 {
			t.Errorf("%s: length %d, %d bytes", path, length, len(said))
		}
		if method == "HEAD" && len(said) > 0 {
			t.Errorf("body of HEAD: %s", said)
		}
	}
	f("GET", "/v1/models", "")
	f("POST", "/v1/chat/completions", "{}")
	f("POST", "/v1/embeddings", `{"input":["a","b","c","d"]}`)
	f("POST", "/nowhere", "")
	f("HEAD", "/v1/models", "")
}

// resend sends a request of HTTP/1.1 through http.DefaultClient.
func resend(t testing.TB, url, raw string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		t.Fatal(err)
	}
	req.RequestURI = ""
	req.URL.Scheme, req.URL.Host, _ = strings.Cut(url, "://")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}
