package fast

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
	"mock-openai/fast/recording"
	"mock-openai/pool"
)

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
		f("writer", 2, false, Config{Transport: Transport{StreamWriter: true}})
	}
}

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
		counts := maps.Collect(s.replayCounts())
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
