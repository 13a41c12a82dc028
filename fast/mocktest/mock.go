// Package mocktest gives Go tests a mock of the OpenAI API. It starts and stops in about a
// millisecond, answers what a test wants, and returns the requests that it got.
//
//	m := mocktest.Start(t, mocktest.TTFT(50*time.Millisecond))
//	gateway := newGateway(m.BaseURL(), m.Client())
//	m.FailNext(2, "error:status=503")
//	m.Reply("Paris")
//	…
//	m.Requests().Path("/v1/chat/completions").Await(3)
//
// Each test has a server of its own, so tests may run in parallel. All servers of a process
// cut their answers from one pool. The first server makes it in about 30 ms.
package mocktest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/pool"
)

// Mock is a server that ends with its test.
type Mock struct {
	// URL is the server's URL without a path and without a slash at its end. Add paths such
	// as /v1/models to it.
	URL string
	// Server is the server itself, for what Mock has no method for.
	Server *fast.Server

	t      testing.TB
	memory *listener
	client *http.Client
}

// Start starts a server. It ends when t and its subtests have ended, and ends the answers
// that are still in flight.
func Start(t testing.TB, options ...Option) *Mock {
	t.Helper()
	c := config{}
	for _, option := range options {
		option(&c)
	}
	if c.err != nil {
		t.Fatalf("mocktest: %v", c.err)
	}
	m := &Mock{t: t, memory: newMemoryListener()}
	listeners := []*listener{m.memory}
	scheme := "http://"
	if c.server.Transport.TLS != nil {
		scheme = "https://"
	}
	m.URL = scheme + memoryHost
	if !c.inMemory {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatalf("mocktest: cannot listen: %v", err)
		}
		m.URL = scheme + ln.Addr().String()
		listeners = append(listeners, newListener(ln))
	}
	server, err := newServer(withDefaults(t, c.server))
	if err != nil {
		for _, ln := range listeners {
			ln.Close()
		}
		t.Fatalf("mocktest: %v", err)
	}
	m.Server = server
	m.client = &http.Client{Transport: m.transport()}
	m.serve(listeners)
	return m
}

// withDefaults returns c with a journal and a log for t, unless it has its own.
func withDefaults(t testing.TB, c fast.Config) fast.Config {
	if c.Observation.Journal == nil {
		c.Observation.Journal = journal.New(nil)
	}
	if c.Observation.Log == nil {
		c.Observation.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	return c
}

// newServer returns a server that cuts its answers from the shared pool, unless c needs
// another one.
func newServer(c fast.Config) (*fast.Server, error) {
	if a := &c.Answers; a.Pool != nil || a.Articles != 0 || a.Text != pool.Ascii || a.Seed != nil || a.Deterministic {
		return fast.New(c)
	}
	own := c
	c.Answers.Pool = sharedPool()
	if s, err := fast.New(c); err == nil {
		return s, nil
	}
	return fast.New(own) // its answers are longer than those of the shared pool, or c is invalid
}

// sharedPool returns the pool of all servers that need none of their own.
var sharedPool = sync.OnceValue(func() *pool.Pool {
	p, err := pool.New(pool.Config{})
	if err != nil {
		panic(err) // the zero Config is valid
	}
	return p
})

// serve serves on listeners until the test ends.
func (m *Mock) serve(listeners []*listener) {
	var serving sync.WaitGroup
	for _, ln := range listeners {
		serving.Go(func() {
			if err := m.Server.Serve(ln); err != nil {
				m.t.Errorf("mocktest: cannot serve on %s: %v", m.URL, err)
			}
		})
	}
	m.t.Cleanup(func() {
		m.client.CloseIdleConnections()
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		m.Server.Shutdown(ctx) // ends all waits, and does not wait itself
		for _, ln := range listeners {
			ln.stop()
		}
		serving.Wait()
	})
}

// BaseURL returns URL with /v1, the base URL that most clients expect.
func (m *Mock) BaseURL() string { return m.URL + "/v1" }

// FailNext injects a fault into the next n requests for generated content. spec is in the
// format of --fault, without a rate: "error:status=503", "reset-midstream:at=0.5" or
// "stall:after=3,for=2s". It replaces an earlier FailNext. If spec is invalid, it fails the
// test.
func (m *Mock) FailNext(n int, spec string) {
	m.t.Helper()
	parsed, err := fault.Parse(spec)
	if err == nil {
		err = m.Server.FailNext(n, parsed)
	}
	m.check("FailNext", err)
}

// Reply makes text the exact text of every answer of /v1/chat/completions, /v1/completions
// and /v1/responses from now on, streamed or not. Neither max_tokens nor a stop sequence
// cuts it, and no tool is called. Faults still apply. If text is not UTF-8, it fails the
// test.
func (m *Mock) Reply(text string) {
	m.t.Helper()
	m.check("Reply", m.Server.Reply(text))
}

// ReplyNext makes these texts the exact texts of the next answers, one each. Later answers
// are as before. A request that gets an error uses none of them. If a text is not UTF-8, it
// fails the test.
func (m *Mock) ReplyNext(texts ...string) {
	m.t.Helper()
	m.check("ReplyNext", m.Server.ReplyNext(texts...))
}

// Fixture adds one or several fixtures in YAML or JSON, in the format of a file of
// --fixtures. They are tried after those that were added earlier. If text is invalid, it
// fails the test.
func (m *Mock) Fixture(text string) {
	m.t.Helper()
	_, err := m.Server.Fixtures().Add([]byte(text))
	m.check("Fixture", err)
}

// Reset undoes FailNext, Reply and ReplyNext, and forgets all requests.
func (m *Mock) Reset() {
	m.t.Helper()
	m.check("Reset", m.Server.Reset())
}

func (m *Mock) check(method string, err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(fmt.Errorf("mocktest: %s: %w", method, err))
	}
}
