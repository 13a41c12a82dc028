// Package batch simulates the continuous batching of an inference server such as vLLM. It
// determines when each token of each request is generated, and knows neither prompts nor
// connections.
//
// An engine works in iterations. In each, it generates a token for every request whose
// prompt has been processed, and processes a part of the prompts that have not (chunked
// prefill). The scheduler decides as that of vLLM v1 does: running requests go first, in
// the order in which they came; waiting ones join as far as the limits allow; and if the
// KV cache is full, the newest request is preempted and computed again later.
//
// The cost of an iteration is known when it begins, and so is its end, when its tokens are
// due. The simulation therefore needs no timer. Whoever asks when a token is due advances
// it to the present. An iteration costs as much as the requests that join and leave, not as
// the requests that run.
package batch

import (
	"errors"
	"fmt"
	"time"
)

// Config configures an engine. All fields but costs must be positive.
type Config struct {
	Cost Cost
	// MaxSequences is how many sequences run at once (vLLM: --max-num-seqs).
	MaxSequences int
	// MaxBatchedTokens is how many tokens one iteration processes
	// (--max-num-batched-tokens), at least MaxSequences. Longer prompts take several.
	MaxBatchedTokens int
	// Blocks is the size of the KV cache in blocks of BlockSize tokens
	// (--num-gpu-blocks-override, --block-size).
	Blocks, BlockSize int
}

// Cost is the time that an iteration takes: the sum of its parts.
type Cost struct {
	// Base is the time of every iteration, at least MinBase: reading the weights.
	Base time.Duration
	// Sequence is added for each sequence in the batch.
	Sequence time.Duration
	// PrefillToken is added for each token of a prompt that is processed.
	PrefillToken time.Duration
	// ContextToken is added for each token that the sequences of the batch have in the KV
	// cache when the iteration begins: reading them.
	ContextToken time.Duration
}

const (
	// MinBase is the shortest Base of an iteration.
	MinBase = 10 * time.Microsecond

	maxCost      = time.Minute
	maxTokens    = 1 << 30
	maxBlockSize = 1 << 16 // the scheduler has a number for each token of a block
)

// of returns the cost of an iteration.
func (c *Cost) of(sequences, prefillTokens, contextTokens int) time.Duration {
	sum := float64(c.Base) + float64(c.Sequence)*float64(sequences) +
		float64(c.PrefillToken)*float64(prefillTokens) + float64(c.ContextToken)*float64(contextTokens)
	return time.Duration(min(sum, float64(time.Hour)))
}

// Validate returns an error if c makes no sense.
func (c *Config) Validate() error {
	for _, cost := range []struct {
		name string
		d    time.Duration
	}{
		{"sequence", c.Cost.Sequence}, {"prefill token", c.Cost.PrefillToken}, {"context token", c.Cost.ContextToken},
	} {
		if cost.d < 0 || cost.d > maxCost {
			return fmt.Errorf("cost of a %s of %v is not between 0 and %v", cost.name, cost.d, maxCost)
		}
	}
	if c.Cost.Base < MinBase || c.Cost.Base > maxCost {
		return fmt.Errorf("base cost of %v is not between %v and %v", c.Cost.Base, MinBase, maxCost)
	}
	for _, size := range []struct {
		name    string
		n, most int
	}{
		{"number of batched tokens", c.MaxBatchedTokens, maxTokens}, {"number of sequences", c.MaxSequences, maxTokens},
		{"number of blocks", c.Blocks, maxTokens}, {"size of blocks", c.BlockSize, maxBlockSize},
	} {
		if size.n < 1 || size.n > size.most {
			return fmt.Errorf("%s must be between 1 and %d, not %d", size.name, size.most, size.n)
		}
	}
	if c.MaxBatchedTokens < c.MaxSequences {
		return errors.New("an iteration needs a token for each sequence: batched tokens must not be fewer than sequences")
	}
	return nil
}
