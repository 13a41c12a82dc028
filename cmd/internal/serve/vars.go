package serve

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"mock-openai/fast"
	"mock-openai/fast/batch"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Vars returns what the tags of the flags name: defaults, and values to choose from.
func Vars() kong.Vars {
	return kong.Vars{
		"profiles":          strings.Join(profile.Builtins(), ", "),
		"scenarios":         strings.Join(profile.Scenarios(), ", "),
		"engine_presets":    strings.Join(batch.Presets(), ", "),
		"engine_preset":     batch.DefaultPreset,
		"distributions":     strings.Join(latency.Distributions(), ","),
		"articles":          fmt.Sprint(pool.DefaultArticles),
		"chars4":            chars4,
		"token_mean":        fmt.Sprint(fast.DefaultTokenMean),
		"token_stddev":      fmt.Sprint(fast.DefaultTokenStddev),
		"stream_tokens_max": fmt.Sprint(profile.DefaultStreamTokensMax),
		"max_body":          fmt.Sprint(fast.DefaultMaxBody),
		"overload_status":   fmt.Sprint(fast.DefaultOverloadStatus),
		"models":            strings.Join(fast.DefaultModels, ","),
	}
}
