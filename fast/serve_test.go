package fast_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/leak"
	"mock-openai/pool"
)

// TestMain looks for goroutines that outlive their servers.
func TestMain(m *testing.M) {
	http.DefaultTransport = wires
	leak.Main(m)
}

// serve starts a server on loopback that ends with the test, and returns its URL. The scheme
// of the URL selects the wire in the default client.
func serve(t testing.TB, c fast.Config) string {
	t.Helper()
	_, url := start(t, c)
	return url
}

// surely gives answers different lengths, but never fewer tokens than the tests' caps. In
// the default distribution one answer in 500 has less than 70 tokens.
var surely = pool.Sampler{Mean: fast.DefaultTokenMean, Stddev: 16}

// sharedPool is the pool of servers that need none of their own: to make one takes longer
// than most tests.
var sharedPool = sync.OnceValues(func() (*pool.Pool, error) { return pool.New(pool.Config{}) })

// newServer returns a server with the shared pool, unless c asks for another one.
func newServer(c fast.Config) (*fast.Server, error) {
	if a := c.Answers; a.Pool != nil || a.Articles != 0 || a.Tokenizer != nil || a.Text != pool.Ascii || a.Seed != nil || a.Deterministic {
		return fast.New(c)
	}
	own := c
	var err error
	if c.Answers.Pool, err = sharedPool(); err != nil {
		return nil, err
	}
	if s, err := fast.New(c); err == nil {
		return s, nil
	}
	return fast.New(own) // whose answers are longer, or which is invalid
}

// start is serve for tests that also need the Server.
func start(t testing.TB, c fast.Config) (s *fast.Server, url string) {
	t.Helper()
	if c.Answers.Tokens == (pool.Sampler{}) && c.Answers.Seed == nil && !c.Answers.Deterministic {
		c.Answers.Tokens = surely
	}
	if c.Observation.Log == nil {
		c.Observation.Log = slog.New(noPanics{slog.Default().Handler(), t})
	}
	scheme := wireOf(t, &c)
	if c.Transport.H2C && !h2.PriorKnowledge {
		t.Skip("h2c is not supported on this system")
	}
	s, err := newServer(c)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		ln.Close() // a test that fails at once may end before Serve begins
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s, scheme + "://" + ln.Addr().String()
}

// noPanics fails the test if a panic is logged, which the server and fasthttp recover from.
type noPanics struct {
	slog.Handler
	t testing.TB
}

func (h noPanics) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "panic") {
		h.t.Error(r.Message)
	}
	return h.Handler.Handle(ctx, r)
}

// post sends body and returns status and body of the answer.
func post(t testing.TB, url, body string) (int, []byte) {
	t.Helper()
	res, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, answer
}

// postJSON sends body, checks for status 200 and decodes the answer into v.
func postJSON(t testing.TB, url, body string, v any) {
	t.Helper()
	status, answer := post(t, url, body)
	if status != http.StatusOK {
		t.Fatalf("%s: status %d: %s", body, status, answer)
	}
	if err := json.Unmarshal(answer, v); err != nil {
		t.Fatalf("%s: %v in %s", body, err, answer)
	}
}

// events splits an event stream and checks its form; the last event is [DONE].
func events(t testing.TB, stream []byte) []string {
	t.Helper()
	var all []string
	if !bytes.HasSuffix(stream, []byte("\n\n")) {
		t.Fatalf("stream ends with %q", stream[max(0, len(stream)-40):])
	}
	for event := range strings.SplitSeq(strings.TrimSuffix(string(stream), "\n\n"), "\n\n") {
		data, ok := strings.CutPrefix(event, "data: ")
		if !ok || strings.Contains(data, "\n") {
			t.Fatalf("event %q is not one line of data", event)
		}
		all = append(all, data)
	}
	if last := all[len(all)-1]; last != "[DONE]" {
		t.Fatalf("last event is %s", last)
	}
	return all[:len(all)-1]
}

// answer holds the members of answers and events that the tests read.
type answer struct {
	ID, Object, Model string
	Created           int64
	Choices           []struct {
		Index        int
		Text         string
		Message      struct{ Content string }
		Delta        struct{ Role, Content string }
		FinishReason *string `json:"finish_reason"`
	}
	Usage *usage
}

type usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	TotalTokens      int `json:"total_tokens"`
}

// joined returns the text of a stream, by choice.
func joined(t testing.TB, stream []byte) (texts []string, reasons []string, total *usage) {
	t.Helper()
	texts, reasons = make([]string, 200), make([]string, 200)
	for _, event := range events(t, stream) {
		var a answer
		if err := json.Unmarshal([]byte(event), &a); err != nil {
			t.Fatalf("%v in event %s", err, event)
		}
		for _, c := range a.Choices {
			texts[c.Index] += c.Delta.Content + c.Text
			if c.FinishReason != nil {
				reasons[c.Index] += *c.FinishReason
			}
		}
		if a.Usage != nil {
			total = a.Usage
		}
	}
	return texts, reasons, total
}

// dial opens a plain connection that ends with the test.
func dial(t testing.TB, url string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", url[strings.LastIndexByte(url, '/')+1:])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// exchange writes raw bytes and reads one answer.
func exchange(t testing.TB, url, raw string) (*http.Response, []byte) {
	t.Helper()
	if !strings.HasPrefix(url, "http://") {
		return resend(t, url, raw)
	}
	c := dial(t, url)
	if _, err := io.WriteString(c, raw); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%.100q: %v", raw, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}
