package fast

import (
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/latency"
)

// failingChat is chat with large answers, which panics at a step.
type failingChat struct {
	openai.Chat
	at string
}

func (f *failingChat) Size(*dialect.Session) (int, *apierr.Error) { return 1 << 20, nil }

func (f *failingChat) Hold(c *dialect.Session) (int, bool) {
	if f.at == "hold" {
		panic("a bug")
	}
	return f.Chat.Hold(c)
}

func (f *failingChat) AppendAnswer([]byte, *dialect.Session) []byte { panic("a bug") }

func (f *failingChat) Begin(*dialect.Session) { panic("a bug") }

// TestPanic_GivesBack checks that a request whose handler panics keeps no memory, no slot, no
// place in the engine, and does not stay in flight.
func TestPanic_GivesBack(t *testing.T) {
	f := func(c Config, at, body string) {
		t.Helper()
		c.Limits.MaxConcurrency = 1
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Shutdown(t.Context())
		r := s.routes.of("/v1/chat/completions")
		chat := s.pipeline.Generate(&exchange.Endpoint{
			Codec:      &failingChat{openai.Chat{Text: openai.Text{Generator: s.generator, Families: s.families}}, at},
			Credential: r.dialect.Credential, WriteError: r.writeError, Headers: r.headers, StreamHeaders: r.headers,
		})
		var handler fasthttp.RequestHandler = front.Guard(s.logPanic, r.writeError, s.limits.admission.Admit(nil, r.writeError, chat))
		for range 2 {
			if _, status, answer := ask(t, handler, "/", "", body); status != 500 {
				t.Errorf("%s: status %d: %s", body, status, answer)
			}
			running, _ := s.InFlight()
			if held, n := s.memory.Held(), s.meter.InFlight(); held+int64(n)+int64(running) > 0 {
				t.Errorf("%s: %d bytes are held, %d requests are in flight, %d hold a slot", body, held, n, running)
			}
			if s.engine != nil && s.engine.Stats().Running+s.engine.Stats().Waiting > 0 {
				t.Errorf("%s: the engine has %+v", body, s.engine.Stats())
			}
		}
	}
	f(Config{}, "hold", "{}")
	f(Config{}, "", "{}")
	f(Config{}, "", `{"stream":true}`)
	f(Config{Timing: Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: time.Millisecond}}}}, "", "{}")
	engine := batch.Config{Cost: batch.Cost{Base: time.Millisecond}, MaxSequences: 8, MaxBatchedTokens: 1 << 10, Blocks: 1 << 10, BlockSize: 16}
	f(Config{Timing: Timing{Engine: &engine}}, "", "{}")
}
