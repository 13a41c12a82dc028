package fast_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/batch"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// engineOf returns the configuration of a server whose engine generates one token of each
// answer per iteration, and 10 tokens in all.
func engineOf(base time.Duration, sequences int) fast.Config {
	return fast.Config{
		Timing: fast.Timing{Engine: &batch.Config{
			Cost:         batch.Cost{Base: base, PrefillToken: time.Millisecond},
			MaxSequences: sequences, MaxBatchedTokens: 64, Blocks: 1000, BlockSize: 16,
		}},
		Answers: fast.Answers{Tokens: pool.Sampler{Mean: 10}, StreamTokensMin: 2, StreamTokensMax: 2},
	}
}

// TestEngine checks that no event comes before the iteration that generates its last token
// has ended, and that the engine counts what it has generated.
func TestEngine(t *testing.T) {
	const ms = time.Millisecond
	s, url := start(t, engineOf(ms, 8))
	tokens := 0
	f := func(path, body string, all int, due ...int) {
		t.Helper()
		events, _ := arrivals(t, url+path, body)
		if len(events) < len(due) {
			t.Fatalf("%s: %d events", body, len(events))
		}
		for i, n := range due {
			if earliest := 3*ms + time.Duration(n)*ms; events[i] < earliest { // 3 tokens of prompt
				t.Errorf("%s: event %d came after %v, before its time %v", body, i, events[i], earliest)
			}
		}
		tokens += all
	}
	const message = `"messages":[{"role":"user","content":"12 letters.."}]`
	f(chatPath, `{"stream":true,`+message+`}`, 10, 1, 2, 4, 6, 8, 10, 10)
	f(chatPath, `{`+message+`}`, 10, 10)
	f(chatPath, `{"n":3,`+message+`}`, 30, 10)
	f(chatPath, `{"n":2,"stream":true,`+message+`}`, 20, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8)
	f(completionPath, `{"stream":true,"prompt":"12 letters.."}`, 10, 1, 4, 6, 8, 10)
	f("/v1/embeddings", `{"input":"12 letters.."}`, 1, 1)
	f("/v1/responses", `{"input":"12 letters.."}`, 10, 10)
	f("/api/v1/chat/completions", `{"stream":true,`+message+`}`, 10, 1, 2, 4)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(ms) {
		stats := s.EngineStats()
		if stats.Running+stats.Waiting == 0 && stats.Finished == 8 {
			if stats.GenerationTokens != uint64(tokens) || stats.PromptTokens == 0 || stats.KVUsage != 0 {
				t.Errorf("%d tokens were generated, %+v", tokens, stats)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v", stats)
		}
	}
}

// TestEngine_Queue sends more requests than run at once. The last one ends no sooner than
// they take one after another.
func TestEngine_Queue(t *testing.T) {
	const ms, n = time.Millisecond, 4
	_, url := start(t, engineOf(ms, 1))
	began := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		body := `{"messages":[]}`
		if i%2 == 0 {
			body = `{"messages":[],"stream":true}`
		}
		wg.Go(func() {
			if status, answer := post(t, url+chatPath, body); status != http.StatusOK {
				t.Errorf("status %d: %s", status, answer)
			}
		})
	}
	wg.Wait()
	if took, least := time.Since(began), n*10*ms; took < least {
		t.Errorf("%d requests took %v, less than %v", n, took, least)
	}
}

// TestEngine_HangUp leaves requests that run and others that wait for them. Both make room.
func TestEngine_HangUp(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, engineOf(time.Minute, 2))
	ctx, hangUp := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i := range 6 {
		body := `{}`
		if i%2 == 0 {
			body = `{"stream":true}`
		}
		wg.Go(func() {
			req, err := http.NewRequestWithContext(ctx, "POST", url+chatPath, strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			if res, err := http.DefaultClient.Do(req); err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		})
	}
	awaitEngine(t, s, "before", 1, 5) // the first iteration began before the others came
	hangUp()
	awaitEngine(t, s, "after", 0, 0)
	wg.Wait()
}

// awaitEngine waits until that many requests run and wait in the engine.
func awaitEngine(t *testing.T, s *fast.Server, when string, running, waiting int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		stats := s.EngineStats()
		if stats.Running == running && stats.Waiting == waiting {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %+v", when, stats)
		}
	}
}

// TestEngine_Shutdown gives up requests that run and wait, streamed by the loop, by
// goroutines or not at all. None stays in the engine, whose goroutines end.
func TestEngine_Shutdown(t *testing.T) {
	for _, writer := range []bool{false, true} {
		c := engineOf(time.Minute, 2)
		c.Transport.StreamWriter = writer
		s, url := start(t, c)
		for i := range 6 {
			body := `{}`
			if i%2 == 0 {
				body = streamRequest
			}
			defer send(t, url, body).Close()
		}
		awaitEngine(t, s, "before", 1, 5)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("shutdown: %v", err)
		}
		awaitEngine(t, s, "after", 0, 0)
	}
}

// TestEngine_AllocatesNothing answers in one piece, and with streams whose events wait for the
// engine. A stream without a connection allocates its pipe, but nothing for its events.
func TestEngine_AllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool drops at random under the race detector")
	}
	const events = 40
	c := engineOf(batch.MinBase, 8)
	c.Answers = fast.Answers{Tokens: pool.Sampler{Mean: events}}
	s, err := fast.New(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Shutdown(context.Background())
	handler := s.Handler()
	f := func(body string, most float64) {
		t.Helper()
		ctx := newRequest("POST", chatPath, body)
		if n := testing.AllocsPerRun(50, func() {
			ctx.Response.Reset()
			handler(ctx)
			if err := ctx.Response.BodyWriteTo(io.Discard); err != nil {
				t.Fatal(err)
			}
		}); n > most {
			t.Errorf("%s allocates %v times", body, n)
		}
	}
	f(`{"messages":[{"role":"user","content":"12 letters.."}]}`, 0)
	f(`{"stream":true}`, events/2)
}

// TestEngine_OwnLatency checks that models and requests with latencies of their own do not
// use the engine.
func TestEngine_OwnLatency(t *testing.T) {
	s, url := start(t, engineOf(time.Minute, 1))
	arrivals(t, url+chatPath, `{"stream":true}`, "X-Mock-TTFT", "1ms")
	own := s.Profile()
	own.Latency = latency.Model{TTFT: latency.Spread{Mean: time.Millisecond}}
	if err := s.SetProfile(own); err != nil {
		t.Fatal(err)
	}
	arrivals(t, url+chatPath, `{}`)
	if stats := s.EngineStats(); stats.Iterations != 0 {
		t.Errorf("%+v", stats)
	}
}
