package fast

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/pool"
)

// fixturesPool is the pool of all servers with fixtures.
var fixturesPool = sync.OnceValue(func() *pool.Pool {
	p, err := pool.New(pool.Config{Articles: 64})
	if err != nil {
		panic(err)
	}
	return p
})

// withFixtures returns a server with fixtures of that file, and its handler.
func withFixtures(t testing.TB, c Config, text string) (*Server, fasthttp.RequestHandler) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fixtures.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := OpenFixtures(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Answers.Fixtures, c.Answers.Models, c.Answers.Pool = set, []string{"gpt-4o"}, fixturesPool()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	return s, s.Handler()
}

// encodedBytes are the chunks of InvokeModelWithResponseStream.
var encodedBytes = regexp.MustCompile(`"bytes":"([^"]*)"`)

// readable returns a body with the parts decoded that hide what is said.
func readable(body []byte) string {
	return encodedBytes.ReplaceAllStringFunc(string(body), func(part string) string {
		raw, _ := base64.StdEncoding.DecodeString(encodedBytes.FindStringSubmatch(part)[1])
		return string(raw)
	})
}

// forms returns r as it is asked for an answer in one piece and for a stream, as far as its
// body says which.
func (r *row) forms() []row {
	whole, streamed := *r, *r
	whole.members = `"stream":false,` + r.members
	streamed.members = `"stream":true,"stream_options":{"include_usage":true},` + r.members
	return []row{whole, streamed}
}

// TestFixtures_Fault wants a fault to use up no fixture, and a request's own settings to
// win.
func TestFixtures_Fault(t *testing.T) {
	_, handler := withFixtures(t, Config{}, `
fixtures:
  - {match: {user: hi}, times: 1, answer: {text: once, settings: {ttft: 24h}}}
`)
	r := row{path: "/v1/chat/completions", members: askHi}
	if status, _ := r.ask(handler, "gpt-4o", "X-Mock-Fault", "error"); status != 500 {
		t.Errorf("status %d", status)
	}
	if _, body := r.ask(handler, "gpt-4o", "X-Mock-TTFT", "0ms"); !strings.Contains(string(body), "once") {
		t.Errorf("the fixture was used up: %s", body)
	}
}

// TestFixtures_Refused checks that no fixture is used up by requests that are refused after a
// match: those too long for the context window, and those above a limit of tokens.
func TestFixtures_Refused(t *testing.T) {
	s, handler := withFixtures(t, Config{Limits: Limits{TPMTotal: 60}}, `
fixtures:
  - {name: once, match: {user: hi}, times: 1, answer: {text: once, usage: {prompt: 50}}}
  - {name: rest, match: {user: hi}, answer: {text: rest, usage: {prompt: 50}}}
`)
	r := row{path: "/v1/chat/completions", members: askHi}
	for range 3 {
		if status, body := r.ask(handler, "gpt-4o", "X-Mock-Context-Window", "1"); status != 400 {
			t.Errorf("a window of one token: status %d: %s", status, body)
		}
	}
	if status, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), "once") {
		t.Errorf("status %d: %s", status, body)
	}
	if status, body := r.ask(handler, "gpt-4o"); status != 429 {
		t.Errorf("no tokens are left: status %d: %s", status, body)
	}
	for _, f := range s.Fixtures().All() {
		if want := map[string]uint64{"once": 1, "rest": 0}[f.Name]; f.Answered() != want {
			t.Errorf("%s has answered %d times, not %d", f.Name, f.Answered(), want)
		}
	}
}

// TestFixtures_Concurrent wants each place of a sequence to be taken once, while fixtures
// come and go.
func TestFixtures_Concurrent(t *testing.T) {
	s, handler := withFixtures(t, Config{}, "fixtures: [{match: {user: hi}, times: 100, answer: {error: {status: 418}}}]")
	var refused atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r := row{path: "/v1/chat/completions", members: askHi}
			for range 25 {
				if status, _ := r.ask(handler, "gpt-4o"); status == 418 {
					refused.Add(1)
				}
			}
		})
	}
	all.Go(func() {
		for range 50 {
			if _, err := s.Fixtures().Add([]byte(`{"name":"x","match":{"user":"other"},"answer":"x"}`)); err != nil {
				t.Error(err)
			}
			if err := s.Fixtures().Remove("x"); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if refused.Load() != 100 {
		t.Errorf("%d requests got the error, not 100", refused.Load())
	}
}

// TestFixtures_Reload wants a file that is damaged to change nothing, and counts to stay.
func TestFixtures_Reload(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.yaml", "fixtures: [{name: a, match: {user: hi}, answer: one}]")
	write("b.json", `{"fixtures": [{"name": "b", "match": {"user": "hi"}, "answer": "two"}]}`)
	write("notes.txt", "no fixtures")
	set, err := OpenFixtures(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Answers: Answers{Fixtures: set}})
	if err != nil {
		t.Fatal(err)
	}
	handler, r := s.Handler(), row{path: "/v1/chat/completions", members: askHi}
	want := func(text string) {
		t.Helper()
		if _, body := r.ask(handler, "gpt-4o"); !strings.Contains(string(body), text) {
			t.Errorf("%s, not %s", body, text)
		}
	}
	want("one")
	write("a.yaml", "fixtures:\n  - match: {user: hi}\n    answr: x")
	if err := set.Reload(); err == nil || !strings.Contains(err.Error(), "a.yaml: line 2: a fixture needs an answer") {
		t.Errorf("reloaded: %v", err)
	}
	want("one")
	write("a.yaml", "fixtures: [{name: a, match: {user: hi}, answer: three}]")
	if err := set.Reload(); err != nil {
		t.Error(err)
	}
	want("three")
	if n := set.All()[0].Answered(); n != 3 {
		t.Errorf("counted %d", n)
	}
	write("a.yaml", "fixtures: [{name: b, answer: three}]")
	if err := set.Reload(); err == nil || !strings.Contains(err.Error(), `two fixtures are named "b"`) {
		t.Errorf("reloaded: %v", err)
	}
}
