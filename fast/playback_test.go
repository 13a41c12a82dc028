package fast

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
	"mock-openai/fast/recording"
	"mock-openai/pool"
)

// listenFor serves s on loopback until the test ends.
func listenFor(t *testing.T, c Config) (s *Server, url string) {
	t.Helper()
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

// requestsOf returns requests to all rows of the endpoint table, streamed and not.
func requestsOf(t *testing.T) (all []asked) {
	s, err := New(Config{Answers: Answers{Articles: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Shutdown(context.Background())
	for _, r := range rowsOf(t, s) {
		path, body := strings.Replace(r.path, "{model}", "gpt-4o", 1), r.body("gpt-4o")
		add := func(path, body string) {
			all = append(all, asked{method: "POST", path: path, body: body, dialect: r.dialect.Name})
		}
		switch {
		case strings.Contains(path, ":stream"):
			add(path+"?alt=sse&key=sk-right", body)
			fallthrough
		case !r.makesText() || strings.ContainsAny(path, ":") || strings.Contains(path, "/model/"):
			add(path, body)
		default:
			add(path, strings.Replace(body, "{", `{"stream":true,`, 1))
			add(path, strings.Replace(body, "{", `{"stream":false,`, 1))
		}
	}
	return append(all, asked{method: "GET", path: "/v1/models", dialect: "anthropic"}, asked{method: "GET", path: "/v1/nowhere", dialect: "openai"},
		asked{method: "POST", path: "/v1/chat/completions", body: `{"messages":5}`, dialect: "openai"})
}

// TestReplay_EveryDialect records this server itself in all dialects, over HTTP/1.1 and
// HTTP/2, and wants a replay to give the same bytes however it is sent.
func TestReplay_EveryDialect(t *testing.T) {
	t.Parallel()
	all := requestsOf(t)
	upstream := Config{
		Answers: Answers{Models: []string{"gpt-4o"}, Tokens: pool.Sampler{Mean: 20}, Text: pool.Rich},
		Limits:  Limits{APIKeys: []string{"sk-right"}},
		Timing:  Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: 2 * time.Millisecond}, ITL: latency.Spread{Mean: 100 * time.Microsecond}}},
	}
	for _, http2 := range []bool{false, true} {
		want, file := record(t, http2, upstream, all)
		f := func(what string, speed float64, http2 bool, c Config) {
			t.Helper()
			c.Limits.APIKeys = []string{"sk-other"}
			c.Transport.H2C = http2
			c.Observation.Journal = journal.New(nil)
			c.Answers.Replay = playbackOf(t, file, recording.Playback{Match: recording.MatchHash, Speed: speed, Only: true})
			s, url := listenFor(t, c)
			seen := map[string]int{}
			for i, got := range askAll(t, clientOf(t, http2), url, "sk-other", all) {
				if w := want[i]; got.status != w.status || got.contentType != w.contentType || !bytes.Equal(got.answer, w.answer) {
					t.Errorf("%s: %s %s: status %d, %s:\n%s\nwant status %d, %s:\n%s", what, w.path, w.body, got.status, got.contentType, got.answer, w.status, w.contentType, w.answer)
				}
				seen[want[i].dialect]++
			}
			metrics := httptest.NewRecorder()
			s.Metrics().ServeHTTP(metrics, httptest.NewRequest("GET", "/metrics", nil))
			for name, n := range seen {
				if name == "openai" {
					n-- // /v1/nowhere is in no row of the table
				}
				if line := fmt.Sprintf("mock_openai_dialect_requests_total{dialect=%q} %d\n", name, n); !strings.Contains(metrics.Body.String(), line) {
					t.Errorf("%s: the metrics lack %s", what, line)
				}
			}
			for _, e := range s.Journal().Last() {
				seen[e.Dialect]--
			}
			for name, n := range seen {
				if n != 0 {
					t.Errorf("%s: the journal lacks %d requests of %s", what, n, name)
				}
			}
			if waits := s.pacing.Lateness() != nil; waits == math.IsInf(speed, 1) {
				t.Errorf("%s: paced is %v", what, waits)
			}
		}
		if http2 {
			f("HTTP/1.1 at once", math.Inf(1), false, Config{})
			f("HTTP/2 at once", math.Inf(1), true, Config{})
			continue
		}
		f("HTTP/1.1", 1, false, Config{})
		f("HTTP/2", 2, true, Config{})
		f("loop", 2, false, Config{Transport: Transport{StreamLoop: true}})
		f("writer", 2, false, Config{Transport: Transport{StreamWriter: true}})
	}
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

// TestReplay_Match asks for recorded answers by the same request, by prompt and in turn.
func TestReplay_Match(t *testing.T) {
	t.Parallel()
	say := func(text, more string) string {
		return `{"model":"m","messages":[{"role":"user","content":"` + text + `"}]` + more + `}`
	}
	all := []*recording.Exchange{
		recorded(say("one", `,"temperature":1`), `"1"`), recorded(say("two", ""), `"2"`), recorded(say("two", ""), `"3"`),
		recorded(say("three", `,"stream":true`), "data: ", "4"), recorded(`not JSON`, `"5"`),
	}
	all[4].Request.Path = "/v2/elsewhere?a=1&key=x&b=2"
	client := clientOf(t, false)
	for match, wants := range map[recording.Match]string{recording.MatchHash: "1 1 2 3 - - - - - 5 5", recording.MatchPrompt: "1 1 2 3 1 1 4 - - 5 5", recording.MatchTurn: "1 1 2 3 1 1 4 1 4 5 5"} {
		s, url := replaying(t, Config{}, recording.Playback{Match: match, Only: true}, all...)
		var got []string
		for _, q := range []asked{
			chat(chatPathOf, say("one", `,"temperature":1`)),
			chat(chatPathOf, `{"temperature": 1, "messages":[ {"content":"\u006fne","role":"user"}],"model":"m"}`),
			chat(chatPathOf, say("two", "")), chat(chatPathOf, say("two", "")),
			chat(chatPathOf, say("one", `,"temperature":2,"stream":false`)),
			chat(chatPathOf, `{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"one"}]}]}`),
			chat(chatPathOf, say("three", `,"stream":true,"n":1`)),
			chat(chatPathOf, say("four", "")), chat(chatPathOf, say("four", `,"stream":true`)),
			chat("/v2/elsewhere?b=2&a=1&api_key=y", "not JSON"), chat("/v2/elsewhere?b=2&a=1", "not JSON"),
		} {
			a := q.ask(t, client, url, "k")
			if a.status == 404 {
				a.answer = []byte("-")
			}
			got = append(got, strings.Trim(string(bytes.TrimPrefix(a.answer, []byte("data: "))), `"`))
		}
		if strings.Join(got, " ") != wants {
			t.Errorf("%v: %v, want %s", match, got, wants)
		}
		counts := map[string]uint64{}
		for name, n := range s.replayCounts() {
			counts[name] = n
		}
		if counts["hash"] != 6 || counts["prompt"]+counts["turn"]+counts["none"] != 5 || match != recording.MatchHash && counts["prompt"] != 3 {
			t.Errorf("%v: counts %v", match, counts)
		}
		if a := chat("/v2/elsewhere?a=2", "not JSON").ask(t, client, url, "k"); a.status != 404 {
			t.Errorf("another query: status %d", a.status)
		}
	}
	s, url := replaying(t, Config{Limits: Limits{APIKeys: []string{"k"}}}, recording.Playback{Match: recording.MatchHash}, all...)
	if a := chat(chatPathOf, say("four", "")).ask(t, client, url, "k"); a.status != 200 || !bytes.Contains(a.answer, []byte("chat.completion")) {
		t.Errorf("nothing fits: status %d: %s", a.status, a.answer)
	}
	for range 2 {
		if a := chat(chatPathOf, say("two", "")).ask(t, client, url, "k"); string(a.answer) != `"2"` {
			t.Errorf("the first answer is %s", a.answer)
		}
		if err := s.Reset(); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []asked{chat(chatPathOf, say("two", "")), chat("/v2/elsewhere?b=2&a=1", "not JSON")} {
		if a := q.ask(t, client, url, "wrong"); a.status == 200 {
			t.Errorf("%s without the key: %s", q.path, a.answer)
		}
	}
}

// TestReplay_Cut plays answers that ended early: those that the provider broke off break off,
// others are left out.
func TestReplay_Cut(t *testing.T) {
	t.Parallel()
	cut := func(by recording.Cut, pieces ...string) *recording.Exchange {
		x := recorded("{}", pieces...)
		x.Answer.Cut = by
		delete(x.Answer.Headers, "Content-Length")
		return x
	}
	for _, c := range []Config{{}, {Transport: Transport{StreamLoop: true}}, {Transport: Transport{H2C: true}}} {
		_, url := replaying(t, c, recording.Playback{}, cut(recording.CutClient, "a", "b"), cut(recording.CutUpstream, "data: 1\n\n", "dat"), cut(recording.CutRecorder))
		for range 2 {
			res, err := clientOf(t, c.Transport.H2C).Post(url+chatPathOf, "", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil || string(body) != "data: 1\n\ndat" {
				t.Errorf("%+v: %q, %v", c.Transport, body, err)
			}
		}
	}
	if _, err := New(Config{Answers: Answers{Replay: &recording.Playback{Exchanges: []*recording.Exchange{cut(recording.CutClient)}}}}); err == nil {
		t.Error("a server without a whole answer starts")
	}
}

// TestReplay_Faults injects every fault into replayed answers.
func TestReplay_Faults(t *testing.T) {
	t.Parallel()
	stream := recorded(`{"stream":true}`, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: {\"choices\":[]}\n\n", "data: [DONE]\n\n")
	whole := recorded(`{}`, `{"choices":[{"message":{"content":"a"}}]}`)
	empty := recorded(`{"n":1}`)
	empty.Answer.Status = 204
	message := recorded(`{"messages":[]}`, "x", "y")
	message.Request.Path, message.Answer.Headers["Content-Type"] = "/model/m/converse-stream", "application/vnd.amazon.eventstream"
	s, url := replaying(t, Config{}, recording.Playback{}, stream, whole, empty, message)
	client := clientOf(t, false)
	for kind := range new(fault.Counts).All() {
		for _, x := range []*recording.Exchange{stream, whole, empty, message} {
			spec := fault.Default(kind)
			spec.For = min(spec.For, time.Millisecond)
			if kind == fault.Stall {
				spec.For = time.Millisecond
			}
			if err := s.FailNext(1, spec); err != nil {
				t.Fatal(err)
			}
			res, err := client.Post(url+x.Request.Path, "", bytes.NewReader(x.Request.Body))
			var body []byte
			if err == nil {
				body, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			same := err == nil && res.StatusCode == 200 && bytes.Equal(body, x.Answer.Body) && res.Header.Get("Content-Type") == x.Answer.Headers["Content-Type"]
			want := false
			switch kind {
			case fault.Stall, fault.SlowHeaders, fault.SplitSegments, fault.OneSegment:
				want = true
			case fault.ErrorEvent, fault.NoDone:
				want = x == whole
			}
			if (x == stream || x == whole) && same != want {
				t.Errorf("%v: status and body are as recorded: %v; got %q, %v", kind, same, body, err)
			}
		}
	}
	s.FailNext(0, fault.Spec{})
	if a := chat(chatPathOf, `{}`).ask(t, client, url, "k"); a.status != 200 || !bytes.Equal(a.answer, whole.Answer.Body) {
		t.Errorf("after the faults: status %d: %s", a.status, a.answer)
	}
}

// TestReplay_Ends shuts down during a replay, which is then sent to its end, and leaves one,
// which ends.
func TestReplay_Ends(t *testing.T) {
	t.Parallel()
	for _, transport := range []Transport{{}, {StreamLoop: true}, {StreamWriter: true}, {H2C: true}} {
		long := recorded(`{}`, "data: 1\n\n", "data: 2\n\n")
		long.Answer.Pieces[1].At = time.Hour
		x := recorded(`{"stream":true}`, strings.SplitAfter(strings.Repeat("data: 1\n\n", 20), "\n\n")[:20]...)
		s, url := replaying(t, Config{Transport: transport}, recording.Playback{Match: recording.MatchHash}, x, long)
		client := clientOf(t, transport.H2C)
		begin := func(body []byte) io.ReadCloser {
			t.Helper()
			res, err := client.Post(url+chatPathOf, "", bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(res.Body, make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			return res.Body
		}
		begin(long.Request.Body).Close()
		for s.HangUps() == 0 {
			time.Sleep(time.Millisecond)
		}
		answer := begin(x.Request.Body)
		ended := make(chan error, 1)
		go func() { ended <- s.Shutdown(context.Background()) }()
		if rest, err := io.ReadAll(answer); err != nil || string(rest) != string(x.Answer.Body[1:]) {
			t.Errorf("%+v: %q, %v", transport, rest, err)
		}
		answer.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
