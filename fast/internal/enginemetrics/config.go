// Package enginemetrics counts requests under the names of the metrics of inference servers
// (vLLM, Text Generation Inference, SGLang), which routers and autoscalers read. Counting
// neither locks nor allocates. It knows no wire format.
package enginemetrics

import (
	"fmt"
	"slices"

	"mock-openai/fast/batch"
)

// Config configures the metrics of an inference server. The zero value means none.
type Config struct {
	// Style is the server whose names to use: vllm, tgi or sglang; empty means none.
	Style string
	// KVCacheTokens is the size of the KV cache that usage is a share of; 0 means that it is
	// not known, and usage is 0. Usage never refuses or delays a request.
	KVCacheTokens int
	// LoRAAdapters are models that count as LoRA adapters of the first model.
	LoRAAdapters []string
}

// Styles are the values of Config.Style.
var Styles = []string{"vllm", "tgi", "sglang"}

// maxKVCacheTokens keeps counts far from overflow.
const maxKVCacheTokens = 1 << 40

// Validate returns an error if c makes no sense for these models.
func (c *Config) Validate(models []string) error {
	switch {
	case c.Style != "" && !slices.Contains(Styles, c.Style):
		return fmt.Errorf("metrics style must be one of %v, not %q", Styles, c.Style)
	case c.KVCacheTokens < 0 || c.KVCacheTokens > maxKVCacheTokens:
		return fmt.Errorf("tokens of the KV cache must be between 0 and %d, not %d", maxKVCacheTokens, c.KVCacheTokens)
	}
	for _, adapter := range c.LoRAAdapters {
		if i := slices.Index(models, adapter); i <= 0 {
			return fmt.Errorf("LoRA adapter %q must be one of the models, but not the first, which is its base", adapter)
		}
	}
	return nil
}

// Sources are figures counted elsewhere. A nil source shows 0.
type Sources struct {
	// Engine is what a simulated engine does. Where it is set, it tells what runs and waits.
	Engine func() batch.Stats
	// Overloaded is the number of requests that found the queue full.
	Overloaded func() uint64
	// KVCache is the number of blocks of the KV cache and their size; 0 blocks means that
	// there is none.
	Blocks, BlockSize int
	// PrefixCache means that prompts are looked up in a prefix cache.
	PrefixCache bool
}
