package mocktest_test

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/leak"
	"mock-openai/fast/mocktest"
	"mock-openai/pool"
)

func TestMain(m *testing.M) { leak.Main(m) }

// chat asks for an answer and returns its status and what it says.
func chat(t *testing.T, client *http.Client, url, body string) (status int, text string) {
	t.Helper()
	res, err := client.Post(url+"/v1/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return res.StatusCode, readStream(t, res.Body)
	}
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	for _, c := range answer.Choices {
		text += c.Message.Content
	}
	return res.StatusCode, text
}

// readStream is what a stream says up to its end.
func readStream(t *testing.T, body io.Reader) (text string) {
	t.Helper()
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok || data == "[DONE]" {
			continue
		}
		var event struct {
			Choices []struct{ Delta struct{ Content string } }
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			t.Fatal(err)
		}
		for _, c := range event.Choices {
			text += c.Delta.Content
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return text
}

// TestStart plays what a gateway's test asks for, over every way to the server.
func TestStart(t *testing.T) {
	t.Parallel()
	f := func(name string, start func(t *testing.T) (m *mocktest.Mock, url string, client *http.Client)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, url, client := start(t)
			m.Reply("exact text")
			m.ReplyNext("first")
			m.FailNext(2, "error:status=503")
			for i, want := range []string{"503 ", "503 ", "200 first", "200 exact text", "200 exact text"} {
				body := fmt.Sprintf(`{"model":"m%d","max_tokens":1,"stream":%t}`, i, i%2 == 1)
				if status, text := chat(t, client, url, body); fmt.Sprintf("%d %s", status, text) != want {
					t.Errorf("%s: %d %s, want %s", body, status, text, want)
				}
			}
			if all := m.Requests().Await(5); all[0].Status != 503 || all[4].Model() != "m4" {
				t.Errorf("requests are %v", all)
			}
			m.Reset()
			if status, text := chat(t, client, url, `{}`); status != 200 || text == "exact text" || m.Requests().Len() != 1 {
				t.Errorf("after the reset: %d %s, %d requests", status, text, m.Requests().Len())
			}
		})
	}
	f("Port", func(t *testing.T) (*mocktest.Mock, string, *http.Client) {
		m := mocktest.Start(t)
		client := &http.Client{Transport: &http.Transport{}}
		t.Cleanup(client.CloseIdleConnections)
		return m, m.URL, client
	})
	f("Client", func(t *testing.T) (*mocktest.Mock, string, *http.Client) {
		m := mocktest.Start(t)
		return m, m.URL, m.Client()
	})
	f("InMemory", func(t *testing.T) (*mocktest.Mock, string, *http.Client) {
		m := mocktest.Start(t, mocktest.InMemory())
		return m, m.URL, m.Client()
	})
	f("Handler", func(t *testing.T) (*mocktest.Mock, string, *http.Client) {
		m := mocktest.Start(t, mocktest.InMemory())
		web := httptest.NewServer(m.Handler())
		t.Cleanup(web.Close)
		return m, web.URL, web.Client()
	})
}

// TestHandler_Flushes reads the first event of a stream whose last is an hour away,
// through net/http.
func TestHandler_Flushes(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(mocktest.Handler(t, mocktest.ITL(time.Hour)))
	defer web.Close()
	res, err := web.Client().Post(web.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || !strings.HasPrefix(line, "data: {") {
		t.Errorf("%q, %v", line, err)
	}
}

// TestHandler_EndsBody passes a request on whose body is closed after its last byte, as a
// server closes it once the answer begins.
func TestHandler_EndsBody(t *testing.T) {
	text := `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}`
	body := &closingBody{Reader: strings.NewReader(text)}
	r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", body)
	r.ContentLength = int64(len(text))
	w := httptest.NewRecorder()
	mocktest.Handler(t).ServeHTTP(w, r)
	if w.Code != http.StatusOK || body.late {
		t.Errorf("status %d, read after the last byte: %v", w.Code, body.late)
	}
}

type closingBody struct {
	*strings.Reader
	late bool // it has been read after the last byte
}

func (b *closingBody) Read(p []byte) (int, error) {
	if b.Len() == 0 {
		b.late = true
		return 0, http.ErrBodyReadAfterClose
	}
	return b.Reader.Read(p)
}

// TestHandler_BreaksOff breaks the connection of a client where the server does.
func TestHandler_BreaksOff(t *testing.T) {
	t.Parallel()
	m := mocktest.Start(t, mocktest.InMemory())
	web := httptest.NewServer(m.Handler())
	defer web.Close()
	m.FailNext(1, "reset")
	if res, err := web.Client().Post(web.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{}`)); err == nil {
		res.Body.Close()
		t.Errorf("status %d", res.StatusCode)
	}
	m.FailNext(1, "reset-midstream:at=0.5")
	res, err := web.Client().Post(web.URL+"/v1/chat/completions", "application/json", strings.NewReader(`{"stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(string(body), "data: ") {
		t.Errorf("%v after %s", err, body)
	}
}

// TestFaults has faults look in memory as they do on a port.
func TestHandler_LeavesOptions(t *testing.T) {
	shared := append(make([]mocktest.Option, 0, 2), mocktest.Tokens(3))
	mocktest.Handler(t, shared...)
	if shared[:2][1] != nil {
		t.Error("Handler has written behind the caller's options, which other tests may share")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, m := range []*mocktest.Mock{mocktest.Start(t, mocktest.Tokens(40)), mocktest.Start(t, mocktest.Tokens(40), mocktest.InMemory())} {
		m.Reply("said")
		for _, spec := range []string{"slow-headers:for=5ms", "stall:after=1,for=5ms", "split-segments", "one-segment"} {
			m.FailNext(1, spec)
			if status, text := chat(t, m.Client(), m.URL, `{"stream":true}`); status != 200 || text != "said" {
				t.Errorf("%s, %s: %d %s", m.URL, spec, status, text)
			}
		}
		for _, spec := range []string{"reset", "reset-midstream"} {
			m.FailNext(1, spec)
			res, err := m.Client().Post(m.BaseURL()+"/chat/completions", "", strings.NewReader(`{"stream":true}`))
			if err == nil {
				_, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			if err == nil {
				t.Errorf("%s, %s: no error", m.URL, spec)
			}
		}
	}
}

// TestClient connects to nothing but its server.
func TestClient(t *testing.T) {
	t.Parallel()
	one, two := mocktest.Start(t), mocktest.Start(t)
	if res, err := one.Client().Get(two.URL + "/health"); err == nil || !strings.Contains(err.Error(), "does not connect") {
		t.Errorf("%v, %v", res, err)
	}
	if one.Requests().Len() != 0 || two.Requests().Len() != 0 {
		t.Error("requests came")
	}
}

// TestTLS secures the port and the memory.
func TestTLS(t *testing.T) {
	t.Parallel()
	secure := mocktest.Config(func(c *fast.Config) {
		web := httptest.NewTLSServer(nil)
		defer web.Close()
		c.Transport.TLS = &tls.Config{Certificates: web.TLS.Certificates}
	})
	for _, m := range []*mocktest.Mock{mocktest.Start(t, secure), mocktest.Start(t, secure, mocktest.InMemory())} {
		m.Reply("hidden")
		if status, text := chat(t, m.Client(), m.URL, `{}`); status != 200 || text != "hidden" {
			t.Errorf("%s: %d %s", m.URL, status, text)
		}
		web := httptest.NewServer(m.Handler())
		if status, text := chat(t, web.Client(), web.URL, `{"stream":true}`); status != 200 || text != "hidden" {
			t.Errorf("%s: %d %s", m.URL, status, text)
		}
		web.Close()
	}
}

// TestOptions changes how servers answer.
func TestOptions(t *testing.T) {
	t.Parallel()
	m := mocktest.Start(t, mocktest.InMemory(), mocktest.TTFT(3*time.Millisecond), mocktest.Tokens(7),
		mocktest.APIKey("sk-1"), mocktest.APIKey("sk-2"), mocktest.RPM(3), mocktest.Strict(), mocktest.Fault("error:status=418=0"), mocktest.Quirk("error-200=0"),
		mocktest.Config(func(c *fast.Config) { c.Answers.Models = []string{"one"} }))
	ask := func(key, body string) *http.Response {
		t.Helper()
		req, err := http.NewRequest("POST", m.BaseURL()+"/chat/completions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		res, err := m.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { res.Body.Close() })
		return res
	}
	const body = `{"model":"one","messages":[{"role":"user","content":"Hi"}]}`
	if res := ask("sk-3", body); res.StatusCode != 401 {
		t.Errorf("status %d with a wrong key", res.StatusCode)
	}
	if res := ask("sk-1", `{"model":"two","messages":[{"role":"user","content":"Hi"}]}`); res.StatusCode != 404 {
		t.Errorf("status %d for a model that is not listed", res.StatusCode)
	}
	res := ask("sk-2", body)
	var answer struct {
		Usage struct {
			Completion int `json:"completion_tokens"`
		}
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Usage.Completion != 7 {
		t.Errorf("%d tokens, %v", answer.Usage.Completion, err)
	}
	if got := res.Header.Get("Openai-Processing-Ms"); got != "3" {
		t.Errorf("took %s ms", got)
	}
	ask("sk-2", body)
	ask("sk-2", body)
	if res := ask("sk-2", body); res.StatusCode != 429 {
		t.Errorf("status %d for the fourth request of a minute", res.StatusCode)
	}
}

// TestPool shares one pool where nothing speaks against it.
func TestPool(t *testing.T) {
	t.Parallel()
	shared := mocktest.Start(t).Server.Pool()
	f := func(name string, want bool, options ...mocktest.Option) {
		t.Helper()
		m := mocktest.Start(t, append(options, mocktest.InMemory())...)
		if got := m.Server.Pool() == shared; got != want {
			t.Errorf("%s: shares %t, want %t", name, got, want)
		}
		if status, _ := chat(t, m.Client(), m.URL, `{"max_tokens":3}`); status != 200 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	f("none", true)
	f("tokens", true, mocktest.Tokens(5))
	f("seed", false, mocktest.Seed(1))
	f("rich", false, mocktest.Config(func(c *fast.Config) { c.Answers.Text = pool.Rich }))
	f("long", false, mocktest.Tokens(20_000))
}

// TestStop ends servers whose clients are in the middle of something.
func TestStop(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"paced", "stalled", "idle"} {
		t.Run(path, func(t *testing.T) {
			m := mocktest.Start(t, mocktest.ITL(time.Hour))
			client := &http.Client{Transport: &http.Transport{}}
			t.Cleanup(client.CloseIdleConnections)
			for _, client := range []*http.Client{client, m.Client()} {
				if path == "stalled" {
					m.FailNext(1, "stall:after=1")
				}
				res, err := client.Post(m.BaseURL()+"/chat/completions", "application/json", strings.NewReader(`{"stream":true,"max_tokens":`+map[bool]string{true: "1", false: "100"}[path == "idle"]+`}`))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { res.Body.Close() })
				if _, err := res.Body.Read(make([]byte, 100)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestFixture wants preset answers for the requests that match, until Reset counts anew.
func TestFixture(t *testing.T) {
	t.Parallel()
	m := mocktest.Start(t, mocktest.InMemory())
	m.Fixture("{match: {user: capital}, times: 1, answer: Paris}")
	m.Reply("no idea")
	for _, want := range []string{`"content":"Paris"`, `"content":"no idea"`} {
		answer, err := ask(m.Client(), m.BaseURL(), "What is the capital?")
		if err != nil || !strings.Contains(answer, want) {
			t.Errorf("%v, %s, want %s", err, answer, want)
		}
	}
}
