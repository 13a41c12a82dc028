package fast

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast/internal/h2"
	"mock-openai/fast/recording"
)

// listenFor serves s on loopback until the test ends.
func listenFor(t *testing.T, c Config) (s *Server, url string) {
	t.Helper()
	if c.Transport.H2C && !h2.PriorKnowledge {
		t.Skip("h2c is not supported on this system")
	}
	c.Answers.Articles = 16
	s, err := New(c)
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
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		ln.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return s, "http://" + ln.Addr().String()
}

// clientOf returns a client that speaks HTTP/1.1, or HTTP/2 without TLS.
func clientOf(t *testing.T, http2 bool) *http.Client {
	wire := &http.Transport{Protocols: new(http.Protocols), DisableCompression: true}
	wire.Protocols.SetHTTP1(!http2)
	wire.Protocols.SetUnencryptedHTTP2(http2)
	t.Cleanup(wire.CloseIdleConnections)
	return &http.Client{Transport: wire}
}

// asked is a request, and its answer.
type asked struct {
	method, path, body string
	status             int
	contentType        string
	answer             []byte
	dialect            string
}

// ask sends q with the keys of all providers.
func (q asked) ask(t *testing.T, client *http.Client, url, key string) asked {
	t.Helper()
	req, err := http.NewRequest(q.method, url+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("anthropic-version", "2023-06-01")
	for i, all := 0, keyHeaders(key); i < len(all); i += 2 {
		req.Header.Set(all[i], all[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return q
	}
	defer res.Body.Close()
	if q.answer, err = io.ReadAll(res.Body); err != nil {
		t.Errorf("%s: %v", q.path, err)
	}
	q.status, q.contentType = res.StatusCode, res.Header.Get("Content-Type")
	return q
}

// askAll sends requests side by side, and waits for their answers.
func askAll(t *testing.T, client *http.Client, url, key string, all []asked) []asked {
	t.Helper()
	answers, places := make([]asked, len(all)), make(chan struct{}, 16)
	var wait sync.WaitGroup
	for i, q := range all {
		places <- struct{}{}
		wait.Go(func() {
			answers[i] = q.ask(t, client, url, key)
			<-places
		})
	}
	wait.Wait()
	return answers
}

// record has a recorder pass all on to a server, and returns the answers and their file.
func record(t *testing.T, http2 bool, c Config, all []asked) (answers []asked, file string) {
	t.Helper()
	c.Transport.H2C = http2
	_, upstream := listenFor(t, c)
	target, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "r.jsonl")
	out, _, err := recording.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	var ended sync.WaitGroup
	ended.Add(len(all))
	proxy := recording.NewProxy(recording.ProxyConfig{
		Upstream: target, HTTP2: http2,
		Ended: func(x *recording.Exchange) {
			if err := out.Append(x); err != nil {
				t.Error(err)
			}
			ended.Done()
		},
		Failed: func(_ *http.Request, err error) { t.Error(err); ended.Done() },
	})
	recorder := httptest.NewServer(proxy)
	answers = askAll(t, clientOf(t, false), recorder.URL, "sk-right", all)
	ended.Wait()
	recorder.Close()
	proxy.Close()
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return answers, file
}

// playbackOf reads a file.
func playbackOf(t *testing.T, file string, p recording.Playback) *recording.Playback {
	t.Helper()
	var err error
	if p.Exchanges, err = recording.Open(file); err != nil {
		t.Fatal(err)
	}
	return &p
}

// replaying serves recorded exchanges.
func replaying(t *testing.T, c Config, p recording.Playback, all ...*recording.Exchange) (s *Server, url string) {
	t.Helper()
	p.Exchanges = all
	c.Answers.Replay = &p
	return listenFor(t, c)
}

// recorded is an answer to a chat request; a stream if it has more than one piece.
func recorded(body string, pieces ...string) *recording.Exchange {
	x := &recording.Exchange{
		Request: recording.Request{Method: "POST", Path: chatPathOf, Body: []byte(body)},
		Answer:  recording.Answer{Status: 200, Headers: map[string]string{"Content-Type": "application/json", "Content-Length": "1"}},
	}
	if len(pieces) > 1 {
		x.Answer.Headers = map[string]string{"Content-Type": "text/event-stream"}
	}
	for _, piece := range pieces {
		x.Answer.Body = append(x.Answer.Body, piece...)
		x.Answer.End += time.Millisecond
		x.Answer.Pieces = append(x.Answer.Pieces, recording.Piece{At: x.Answer.End, To: len(x.Answer.Body)})
	}
	return x
}

const chatPathOf = "/v1/chat/completions"

// chat is a chat request.
func chat(path, body string) asked { return asked{method: "POST", path: path, body: body} }
