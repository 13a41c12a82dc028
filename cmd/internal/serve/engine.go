package serve

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/batch"
)

// engineFlags describe the inference server that is simulated.
type engineFlags struct {
	Engine              string         `default:"none" enum:"none,batch" help:"What determines when tokens come: latencies (none), or batch: continuous batching, as in vLLM."`
	EnginePreset        string         `placeholder:"NAME" help:"Accelerator and size of the model: ${engine_presets}. By default ${engine_preset}."`
	MaxNumSeqs          *int           `placeholder:"N" help:"Sequences that run at once; others wait."`
	MaxNumBatchedTokens *int           `placeholder:"N" help:"Tokens per iteration; longer prompts take several."`
	NumGPUBlocks        *int           `name:"num-gpu-blocks" placeholder:"N" help:"Size of the KV cache in blocks; when it is full, requests are preempted."`
	BlockSize           *int           `placeholder:"N" help:"Tokens in a block."`
	EngineBase          *time.Duration `placeholder:"TIME" help:"Time of each iteration, such as 6ms."`
	EngineSequence      *time.Duration `placeholder:"TIME" help:"Time that each sequence adds."`
	EnginePrefillToken  *time.Duration `placeholder:"TIME" help:"Time that each token of a new prompt adds."`
	EngineContextToken  *time.Duration `placeholder:"TIME" help:"Time that each token in the KV cache adds, such as 39ns."`
}

// config returns the engine, or nil for none.
func (f *engineFlags) config() (*batch.Config, error) {
	if f.Engine == "none" {
		return nil, f.unused()
	}
	name := f.EnginePreset
	if name == "" {
		name = batch.DefaultPreset
	}
	c, ok := batch.Preset(name)
	if !ok {
		return nil, fmt.Errorf("--engine-preset must be one of %s, not %q", strings.Join(batch.Presets(), ", "), name)
	}
	replace(&c.MaxSequences, f.MaxNumSeqs)
	replace(&c.MaxBatchedTokens, f.MaxNumBatchedTokens)
	replace(&c.Blocks, f.NumGPUBlocks)
	replace(&c.BlockSize, f.BlockSize)
	replace(&c.Cost.Base, f.EngineBase)
	replace(&c.Cost.Sequence, f.EngineSequence)
	replace(&c.Cost.PrefillToken, f.EnginePrefillToken)
	replace(&c.Cost.ContextToken, f.EngineContextToken)
	if f.MaxNumSeqs == nil { // the preset's number may be too high
		c.MaxSequences = min(c.MaxSequences, c.MaxBatchedTokens)
	}
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("--engine batch: %w", err)
	}
	return &c, nil
}

// replace sets value to flag, if the flag is given.
func replace[T any](value, flag *T) {
	if flag != nil {
		*value = *flag
	}
}

// unused returns an error if a flag is given that has no effect without an engine.
func (f *engineFlags) unused() error {
	if f.EnginePreset != "" {
		return errors.New("--engine-preset needs --engine batch")
	}
	if slices.ContainsFunc([]*int{f.MaxNumSeqs, f.MaxNumBatchedTokens, f.NumGPUBlocks, f.BlockSize}, isSet) ||
		slices.ContainsFunc([]*time.Duration{f.EngineBase, f.EngineSequence, f.EnginePrefillToken, f.EngineContextToken}, isSet) {
		return errors.New("--max-num-seqs, --max-num-batched-tokens, --num-gpu-blocks, --block-size and --engine-… need --engine batch")
	}
	return nil
}

func isSet[T any](flag *T) bool { return flag != nil }

// validate returns an error, in terms of flags, if their values make no sense.
func (f *engineFlags) validate(timing *timingFlags) error {
	if _, err := f.config(); err != nil || f.Engine == "none" {
		return err
	}
	model := timing.model()
	switch {
	case timing.Profile != "" && !model.Immediate():
		return fmt.Errorf("--profile %s has latencies, which exclude --engine batch", timing.Profile)
	case !model.Immediate() || timing.LatencyTrace != "":
		return errors.New("--engine batch determines when tokens come: it excludes --ttft, --itl, --prefill-per-token, --jitter and --latency-trace")
	case timing.LoadFactor != 1:
		return errors.New("--engine batch determines how times grow under load: it excludes --load-factor")
	}
	return nil
}

// configure sets the fields of config that the flags are for.
func (f *engineFlags) configure(config *fast.Config) (err error) {
	config.Timing.Engine, err = f.config()
	return err
}
