package verify_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/load"
	"mock-openai/bench/sse"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

// TestVerify_CleanProxy passes many streams through a proxy that corrupts nothing.
func TestVerify_CleanProxy(t *testing.T) {
	requests := 5000
	switch {
	case long():
		requests = 100_000
	case testing.Short(): // under the race detector
		requests = 1000
	}
	_, url := newProxy(t, loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 16}}), verify.Chat, 100, nil)
	c := verify.Config{API: verify.Chat, Stream: true}
	wantIntact(t, c, check(t, url, c, requests))
}

// TestVerify_Merged compares a proxy that merges events with a server that sends each event
// on its own.
func TestVerify_Merged(t *testing.T) {
	target := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 4, StreamTokensMax: 4}, Timing: fast.Timing{ResponseDelay: 2 * time.Millisecond}})
	_, merging := newProxy(t, target, verify.Chat, 2, func(a, _ *answer) bool { a.merge = true; return true })
	c := verify.Config{API: verify.Chat, Stream: true}
	direct, through := check(t, target, c, 200), check(t, merging, c, 200)
	wantIntact(t, c, direct)
	wantIntact(t, c, through)
	if *through.Merged < *direct.Merged+0.2 {
		t.Errorf("%.3f of the events are merged directly, %.3f through a proxy that merges those of every other answer", *direct.Merged, *through.Merged)
	}
}

// TestVerify_Oracle predicts the answers of servers that do not echo, and finds whatever is
// altered.
func TestVerify_Oracle(t *testing.T) {
	seed := uint64(3)
	config := fast.Config{Answers: fast.Answers{Deterministic: true, Seed: &seed, Articles: 64, StreamTokensMax: 9}}
	oracle, err := fast.NewOracle(config)
	if err != nil {
		t.Fatal(err)
	}
	target := loadtest.Serve(t, config)
	const requests = 45
	f := func(h harm, c verify.Config, bodies ...string) {
		t.Helper()
		p, url := newProxy(t, target, c.API, 15, h.corrupt)
		var lines [][]byte
		for _, body := range bodies {
			lines = append(lines, []byte(body))
		}
		c.Oracle, c.Model = oracle, "m"
		if lines != nil {
			c.Targeter = load.NewBodies(lines...)
		}
		r := check(t, url, c, requests)
		bad := p.corrupted.Load()
		if r.Intact != requests-bad || bad > 0 && (len(r.Faults) != 1 || r.Faults[h.kind.String()] != bad) {
			t.Errorf("%s of %s, streamed %v: %d intact, %d with %v, got %v", h.name, c.API.Name, c.Stream, r.Intact, bad, h.kind, r.Faults)
			for _, f := range r.First {
				t.Logf("%+v", f)
			}
		}
	}
	for i, c := range streams {
		if testing.Short() && i%4 > 0 { // under the race detector
			continue
		}
		f(harm{name: "no harm"}, c)
		f(harm{"other model", verify.ChangedText, func(a, _ *answer) bool { return a.replace(`"model":"`, `"model":"x`) }, nil}, c)
		for j, h := range harms {
			if (i+j)%3 == 0 && h.only(c) && c.API != verify.Embeddings && (h.name == "event dropped" || h.name == "events swapped" || h.name == "event doubled" ||
				h.name == "character replaced" || h.name == "no end" || h.name == "stream ended" || h.name == "other counts" || h.name == "HTML") {
				f(h, c)
			}
		}
	}
	tools := `"model":"m{{unique}}","messages":[{"role":"user","content":"hi"}],"n":2,"tool_choice":"required","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}]}`
	f(harm{"tool call altered", verify.ChangedText, func(a, _ *answer) bool { return a.replace(`"name":"f"`, `"name":"g"`) }, nil},
		verify.Config{API: verify.Chat, Stream: true}, `{"stream":true,`+tools)
	f(harm{"tool call altered", verify.ChangedText, func(a, _ *answer) bool { return a.replace(`"name":"f"`, `"name":"g"`) }, nil},
		verify.Config{API: verify.Chat}, "{"+tools)
}

// script is the answer of a server to one request: events, or a body as one event without a type.
func script(t testing.TB, target string, body []byte) (events []sse.Event) {
	t.Helper()
	var gathered gatherer
	if _, err := (load.Load{URL: target, Body: body, Connections: 1, Requests: 1, Checker: func() load.Checker { return &gathered }}).Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return gathered.events
}

// gatherer keeps the events of an answer.
type gatherer struct{ events []sse.Event }

func (g *gatherer) Begin(int64, []byte) {}
func (g *gatherer) Head(load.Head)      {}
func (g *gatherer) Body(part []byte, whole bool) {
	if len(g.events) == 0 {
		g.events = []sse.Event{{}}
	}
	g.events[0].Data = append(g.events[0].Data, part...)
}
func (g *gatherer) End(error) {}
func (g *gatherer) Event(e sse.Event, _ int) bool {
	g.events = append(g.events, sse.Event{Type: []byte(string(e.Type)), Data: []byte(string(e.Data))})
	return false
}

// TestChecker_AllocatesNothing counts the allocations for a whole stream.
func TestChecker_AllocatesNothing(t *testing.T) {
	target := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 4}})
	for _, c := range streams {
		if !c.Stream {
			continue
		}
		v, err := verify.New(c)
		if err != nil {
			t.Fatal(err)
		}
		body := v.AppendBody(nil, 0)
		checker, events := v.Checker(), script(t, target+v.Path(), body)
		if n := testing.AllocsPerRun(100, func() { replay(c.API, checker, body, events) }); n != 0 {
			t.Errorf("%s: %v allocations for %d events", c.API.Name, n, len(events))
		}
		wantIntact(t, c, v.Report())
	}
}

var (
	typeEvents   = []byte("text/event-stream; charset=utf-8")
	typeLines    = []byte("application/x-ndjson")
	typeMessages = []byte("application/vnd.amazon.eventstream")
	requestID    = []byte("req_1")
)

// TestChecker_KnowsContent checks that most events with text are known as such, and no other
// event.
func TestChecker_KnowsContent(t *testing.T) {
	target := loadtest.Serve(t, fast.Config{Answers: fast.Answers{StreamTokensMin: 1, StreamTokensMax: 1}})
	for _, c := range streams {
		if !c.Stream {
			continue
		}
		v, err := verify.New(c)
		if err != nil {
			t.Fatal(err)
		}
		known, all := 0, 0
		for n := range int64(4) {
			var contents load.Contents
			body := v.AppendBody(nil, n)
			events := script(t, target+v.Path(), body)
			checker := v.Checker()
			beginReplay(c.API, checker, body)
			for i, e := range events {
				content, has := checker.Event(e, i+1), contents.In(&e)
				if content && !has {
					t.Errorf("%s: no content in %s", c.API.Name, e.Data)
				}
				if has {
					all++
				}
				if content {
					known++
				}
			}
			checker.End(nil)
		}
		if known < all-3*4 { // unknown: the first, the last, and one with the whole text
			t.Errorf("%s: %d events of %d are known to have content", c.API.Name, known, all)
		}
		wantIntact(t, c, v.Report())
	}
}

// replay checks an answer of an API without a connection.
func replay(api *verify.API, checker load.Checker, body []byte, events []sse.Event) {
	beginReplay(api, checker, body)
	for i, e := range events {
		checker.Event(e, i+1)
	}
	checker.End(nil)
}

func beginReplay(api *verify.API, checker load.Checker, body []byte) {
	kind := typeEvents
	switch api {
	case verify.Ollama:
		kind = typeLines
	case verify.Bedrock, verify.Invoke:
		kind = typeMessages
	}
	checker.Begin(0, body)
	checker.Head(load.Head{Status: 200, ContentType: kind, RequestID: requestID, Stream: true})
}

// FuzzChecker alters one event of a stream: no bytes make the checker panic, and only events
// that mean the same are intact.
func FuzzChecker(f *testing.F) {
	f.Add(uint8(3), []byte(`{"choices":[{"index":0,"delta":{"content":"x"}}]}`), "")
	f.Add(uint8(0), []byte("[DONE]"), "")
	f.Add(uint8(9), []byte(`{"error":{}}`), "error")
	f.Add(uint8(4), []byte("{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\xff\"}}],\"usage\":{}}"), "message")
	f.Add(uint8(2), []byte(`{"type":"response.output_text.delta","sequence_number":4,"delta":"x"}`), "response.output_text.delta")
	target := loadtest.Serve(f, fast.Config{Answers: fast.Answers{StreamTokensMax: 4}})
	type stream struct {
		api    *verify.API
		wire   wire
		v      *verify.Verify
		body   []byte
		events []sse.Event
	}
	var all []stream
	for _, c := range streams {
		if c.Stream {
			v, err := verify.New(c)
			if err != nil {
				f.Fatal(err)
			}
			body := v.AppendBody(nil, 0)
			all = append(all, stream{c.API, wires[c.API], v, body, script(f, target+v.Path(), body)})
		}
	}
	f.Fuzz(func(t *testing.T, at uint8, data []byte, kind string) {
		for _, s := range all {
			i := int(at) % len(s.events)
			events := append([]sse.Event(nil), s.events...)
			events[i] = sse.Event{Type: []byte(kind), Data: data}
			before := s.v.Report()
			replay(s.api, s.v.Checker(), s.body, events)
			after := s.v.Report()
			if after.Checked != before.Checked+1 {
				t.Fatal("not counted")
			}
			if after.Intact > before.Intact && !means(&s.wire, s.events[i].Data, data) {
				t.Errorf("%q in place of %q is intact", data, s.events[i].Data)
			}
		}
	})
}

// means reports whether an event could stand for another: it has the same text in
// the same place.
func means(wire *wire, want, came []byte) bool {
	_, text, _ := wire.cut(string(want))
	_, other, _ := wire.cut(string(came))
	return text == other || strings.Contains(string(came), `\`)
}

// FuzzChecker_Body sends arbitrary bytes as the answer.
func FuzzChecker_Body(f *testing.F) {
	f.Add([]byte(`{"choices":[{"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{}}`))
	f.Add([]byte(`{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}],"usage":{}}`))
	f.Add([]byte(`{"output":[{"content":[{"text":"x"}]}],"status":"completed"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, c := range streams {
			if c.Stream {
				continue
			}
			v, err := verify.New(c)
			if err != nil {
				t.Fatal(err)
			}
			checker := v.Checker()
			checker.Begin(0, v.AppendBody(nil, 0))
			checker.Head(load.Head{Status: 200, ContentType: []byte("application/json")})
			checker.Body(data, true)
			checker.End(nil)
			if r := v.Report(); r.Checked != 1 || r.Intact != 0 {
				t.Errorf("%s: %q is intact", c.API.Name, data)
			}
		}
	})
}

// BenchmarkChecker checks an answer over and over, a stream of one token an event. It also
// shows least-ns/event, of the quickest run: on a busy machine, compare that.
func BenchmarkChecker(b *testing.B) {
	target := loadtest.Serve(b, fast.Config{Answers: fast.Answers{StreamTokensMin: 1, StreamTokensMax: 1}})
	for _, c := range streams {
		if c.NoUsage {
			continue
		}
		for _, number := range []string{"ASCII", "rich"} { // texts take turns
			b.Run(fmt.Sprintf("%s/stream=%v/%s", c.API.Name, c.Stream, number), func(b *testing.B) {
				v, err := verify.New(c)
				if err != nil {
					b.Fatal(err)
				}
				body := v.AppendBody(nil, 0)
				if number == "rich" {
					body = v.AppendBody(nil, 1)
				}
				checker, answer := v.Checker(), script(b, target+v.Path(), body)
				b.ReportAllocs()
				least := time.Hour
				for b.Loop() {
					start := time.Now()
					if c.Stream {
						replay(c.API, checker, body, answer)
					} else {
						checker.Begin(0, body)
						checker.Head(load.Head{Status: 200, ContentType: []byte("application/json"), RequestID: requestID})
						checker.Body(answer[0].Data, true)
						checker.End(nil)
					}
					least = min(least, time.Since(start))
				}
				b.ReportMetric(float64(least.Nanoseconds())/float64(len(answer)), "least-ns/event")
				if r := v.Report(); r.Intact < r.Checked {
					b.Error(r)
				}
			})
		}
	}
}
