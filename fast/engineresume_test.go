package fast_test

import (
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/batch"
	"mock-openai/pool"
)

// TestResponse_ResumedWithEngine wants the stream of a finished response at once: the engine
// has generated it already.
func TestResponse_ResumedWithEngine(t *testing.T) {
	url := serve(t, fast.Config{
		Answers: fast.Answers{Tokens: pool.Sampler{Mean: 10}},
		Timing: fast.Timing{Engine: &batch.Config{
			Cost: batch.Cost{Base: 100 * time.Millisecond}, MaxSequences: 8, MaxBatchedTokens: 1 << 10, Blocks: 1 << 10, BlockSize: 16,
		}},
	})
	begin := time.Now()
	_, kept := post(t, url+responsesPath, `{"input":"hi"}`)
	generated := time.Since(begin)
	begin = time.Now()
	stream := fetch(t, url+responsesPath+"/"+idOf(t, kept)+"?stream=true")
	if took := time.Since(begin); took > generated/2 || said(t, stream) != said(t, kept) {
		t.Errorf("took %v to generate and %v to resume: %s", generated, took, stream)
	}
}
