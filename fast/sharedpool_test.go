package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/pool"
)

// TestSharedPool cuts the answers of two servers from one pool.
func TestSharedPool(t *testing.T) {
	p, err := pool.New(pool.Config{Articles: 8, MaxTokens: 1 << 15, Text: pool.Rich})
	if err != nil {
		t.Fatal(err)
	}
	one, _ := start(t, fast.Config{Answers: fast.Answers{Pool: p}})
	two, url := start(t, fast.Config{Answers: fast.Answers{Pool: p, Articles: 100}})
	if one.Pool() != p || two.Pool() != p {
		t.Error("a server has a pool of its own")
	}
	if status, answer := post(t, url+"/v1/chat/completions", `{"stop":["\u0301"]}`); status != 200 {
		t.Errorf("status %d: %s", status, answer)
	}
	_, err = fast.New(fast.Config{Answers: fast.Answers{Pool: p, Tokens: pool.Sampler{Mean: 1 << 15, Stddev: 1 << 12}}})
	if err == nil || !strings.Contains(err.Error(), "of the pool") {
		t.Errorf("longer answers than the pool has: %v", err)
	}
}
