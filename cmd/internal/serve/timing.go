package serve

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"mock-openai/fast"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
)

// timingFlags are the flags of serve for latencies, profiles and scenarios. Flags that are
// also settings of a profile have the setting's name.
type timingFlags struct {
	Profile             string               `placeholder:"NAME" help:"Answer like a kind of provider: ${profiles}. Other flags change parts of it."`
	TTFT                time.Duration        `name:"ttft" default:"0" help:"Mean time to the first token, such as 200ms."`
	TTFTStddev          time.Duration        `name:"ttft-stddev" default:"0" help:"Standard deviation of that time."`
	ITL                 time.Duration        `name:"itl" default:"0" help:"Mean time from one token to the next, such as 15ms."`
	ITLStddev           time.Duration        `name:"itl-stddev" default:"0" help:"Standard deviation of that time."`
	PrefillPerToken     time.Duration        `default:"0" help:"Time that each token of the prompt adds before the first token."`
	PromptCache         byteSize             `default:"0" placeholder:"SIZE" help:"Cache prompt prefixes in this much memory, such as 64MiB. Cached tokens take no prefill and are in the usage."`
	LatencyDistribution latency.Distribution `default:"normal" enum:"${distributions}" help:"Distribution of these times: ${enum}."`
	Jitter              time.Duration        `default:"0" help:"Random extra delay per event, up to this; not cumulative."`
	ResponseDelayMS     float64              `name:"response-delay-ms" default:"0" help:"Wait before each streamed event, in milliseconds."`
	LatencyTrace        string               `placeholder:"PATH" help:"Draw times from measured requests: CSV or JSON lines with ttft_ms and itl_ms."`
	LoadFactor          float64              `default:"1" help:"Latency multiplier at full --max-concurrency."`

	ModelConfig string `placeholder:"PATH" help:"YAML or JSON file with profiles for single models; read again on SIGHUP."`
	Scenario    string `placeholder:"NAME" help:"Change how models answer over time: ${scenarios}, or a YAML or JSON file."`
	NoOverrides bool   `help:"Ignore X-Mock- headers and settings in names of models."`
}

// The smallest and the largest prompt cache in bytes.
const (
	minPromptCache = 64 << 10
	maxPromptCache = 16 << 30
)

func (f *timingFlags) validate() error {
	if _, ok := profile.Builtin(f.Profile); f.Profile != "" && !ok {
		return fmt.Errorf("--profile must be one of %s, not %q", strings.Join(profile.Builtins(), ", "), f.Profile)
	}
	if !(f.LoadFactor > 0 && f.LoadFactor <= 1e6) {
		return fmt.Errorf("--load-factor must be above 0 and at most 1e6, not %g", f.LoadFactor)
	}
	if !(f.ResponseDelayMS >= 0 && f.ResponseDelayMS <= math.MaxInt32) {
		return fmt.Errorf("--response-delay-ms must be between 0 and %d, not %g", math.MaxInt32, f.ResponseDelayMS)
	}
	if f.PromptCache != 0 && (f.PromptCache < minPromptCache || f.PromptCache > maxPromptCache) {
		return fmt.Errorf("--prompt-cache must be 0 or between 64KiB and 16GiB, not %d bytes", f.PromptCache)
	}
	m := f.model()
	if err := m.Validate(); err != nil {
		return fmt.Errorf("--ttft, --itl and others: %w", err)
	}
	return nil
}

func (f *timingFlags) model() latency.Model {
	return latency.Model{
		TTFT:            latency.Spread{Mean: f.TTFT, Stddev: f.TTFTStddev},
		ITL:             latency.Spread{Mean: f.ITL, Stddev: f.ITLStddev},
		Distribution:    f.LatencyDistribution,
		PrefillPerToken: f.PrefillPerToken,
		Jitter:          f.Jitter,
	}
}

// configure sets the fields of config that the flags are for, and reads files. It must come
// last, because the profiles of models extend what all other flags say.
func (f *timingFlags) configure(config *fast.Config) (err error) {
	config.Timing.Latency = f.model()
	config.Timing.ResponseDelay = time.Duration(f.ResponseDelayMS * float64(time.Millisecond))
	config.Timing.LoadFactor = f.LoadFactor
	config.Answers.NoOverrides = f.NoOverrides
	config.Answers.PromptCache = int64(f.PromptCache)
	if f.LatencyTrace != "" {
		if config.Timing.Latency.Trace, err = latency.OpenTrace(f.LatencyTrace); err != nil {
			return fmt.Errorf("--latency-trace: %w", err)
		}
	}
	if f.ModelConfig != "" {
		if config.Answers.Profiles, err = f.models(config.Profile()); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(config.Answers.Profiles)) {
			if !slices.Contains(config.Answers.Models, name) {
				config.Answers.Models = append(config.Answers.Models, name)
			}
		}
	}
	if f.Scenario != "" {
		if config.Timing.Scenario, err = profile.OpenScenario(f.Scenario, config.Profile()); err != nil {
			return fmt.Errorf("--scenario: %w", err)
		}
	}
	return nil
}

// models reads the profiles of models.
func (f *timingFlags) models(base profile.Profile) (map[string]profile.Profile, error) {
	data, err := os.ReadFile(f.ModelConfig)
	if err != nil {
		return nil, fmt.Errorf("--model-config: %w", err)
	}
	models, err := profile.ReadModels(data, base)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.ModelConfig, err)
	}
	return models, nil
}

// ProfileDefaults resolves flags to the values of --profile.
type ProfileDefaults struct{}

var _ kong.Resolver = ProfileDefaults{}

// Validate accepts every command line.
func (ProfileDefaults) Validate(*kong.Application) error { return nil }

// Resolve returns the value of the profile, or nil if the profile does not set the flag or a
// variable does. kong does not call it for flags on the command line.
func (ProfileDefaults) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := chosenProfile(ctx)
	if name == "" {
		return nil, nil
	}
	for _, env := range flag.Envs {
		if _, ok := os.LookupEnv(env); ok {
			return nil, nil
		}
	}
	settings, _ := profile.Builtin(name)
	var values []string
	for _, s := range settings {
		switch s.Name {
		case flag.Name:
			values = append(values, s.Value)
		case "stream-tokens":
			if flag.Name == "stream-tokens-min" || flag.Name == "stream-tokens-max" {
				values = append(values, s.Value)
			}
		}
	}
	if values == nil {
		return nil, nil
	}
	return strings.Join(values, ";"), nil
}

func chosenProfile(ctx *kong.Context) string {
	for _, flag := range ctx.Flags() {
		if flag.Name == "profile" {
			name, _ := ctx.FlagValue(flag).(string)
			return name
		}
	}
	return ""
}
