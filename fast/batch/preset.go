package batch

import (
	"maps"
	"slices"
	"time"
)

// presets are engines by accelerator and size of the model. The help topic engine has the
// same table, and says where each figure comes from.
var presets = map[string]Config{
	"a100-8b": {
		Cost:         Cost{Base: 9800 * time.Microsecond, Sequence: 44 * time.Microsecond, PrefillToken: 67 * time.Microsecond, ContextToken: 64},
		MaxSequences: 256, MaxBatchedTokens: 2048, Blocks: 27_700, BlockSize: 16,
	},
	"h100-8b": {
		Cost:         Cost{Base: 6200 * time.Microsecond, Sequence: 16 * time.Microsecond, PrefillToken: 21 * time.Microsecond, ContextToken: 39},
		MaxSequences: 1024, MaxBatchedTokens: 8192, Blocks: 27_700, BlockSize: 16,
	},
	"a100-70b-tp4": {
		Cost:         Cost{Base: 28_900 * time.Microsecond, Sequence: 144 * time.Microsecond, PrefillToken: 182 * time.Microsecond, ContextToken: 40},
		MaxSequences: 256, MaxBatchedTokens: 2048, Blocks: 29_700, BlockSize: 16,
	},
	"h100-70b-tp4": {
		Cost:         Cost{Base: 20_700 * time.Microsecond, Sequence: 25 * time.Microsecond, PrefillToken: 65 * time.Microsecond, ContextToken: 24},
		MaxSequences: 1024, MaxBatchedTokens: 8192, Blocks: 29_700, BlockSize: 16,
	},
	"h100-70b-tp8": {
		Cost:         Cost{Base: 13_600 * time.Microsecond, Sequence: 30 * time.Microsecond, PrefillToken: 41 * time.Microsecond, ContextToken: 12},
		MaxSequences: 1024, MaxBatchedTokens: 8192, Blocks: 86_400, BlockSize: 16,
	},
	"small": {
		Cost:         Cost{Base: 20 * time.Millisecond, Sequence: 500 * time.Microsecond, PrefillToken: 200 * time.Microsecond, ContextToken: time.Microsecond},
		MaxSequences: 32, MaxBatchedTokens: 512, Blocks: 512, BlockSize: 16,
	},
}

// DefaultPreset is the preset of an engine whose flags name none.
const DefaultPreset = "h100-8b"

// Preset returns the configuration of that name.
func Preset(name string) (Config, bool) {
	c, ok := presets[name]
	return c, ok
}

// Presets returns the names of all presets in alphabetical order.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }
