package fast

import (
	"bytes"
	"context"
	"testing"
	"time"

	"mock-openai/fast/batch"
	"mock-openai/pool"
)

// TestEngine_EveryDialect checks that the engine times the answers of every row of the
// endpoint table, and changes none.
func TestEngine_EveryDialect(t *testing.T) {
	c := Config{Answers: Answers{Deterministic: true, Models: []string{"gpt-4o"}, Tokens: pool.Sampler{Mean: 3}, StreamTokensMax: 1}}
	plain, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	c.Timing.Engine = &batch.Config{
		Cost: batch.Cost{Base: time.Millisecond}, MaxSequences: 1, MaxBatchedTokens: 1 << 10, Blocks: 1 << 10, BlockSize: 16,
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Shutdown(context.Background())
	handler, timeless := s.Handler(), plain.Handler()
	for _, r := range rowsOf(t, s) {
		before, began := s.engine.Stats(), time.Now()
		status, body := r.ask(handler, "gpt-4o")
		took, after := time.Since(began), s.engine.Stats()
		_, want := r.ask(timeless, "gpt-4o")
		if status != 200 || !bytes.Equal(body, want) {
			t.Errorf("%s: status %d: %.300s", r.path, status, body)
		}
		if tokens := time.Duration(after.GenerationTokens - before.GenerationTokens); after.Iterations == before.Iterations && r.makesText() ||
			took < tokens*time.Millisecond || after.Running+after.Waiting > 0 {
			t.Errorf("%s took %v for %d tokens: %+v", r.path, took, tokens, after)
		}
	}
}
