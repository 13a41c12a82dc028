package serve

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mock-openai/fast"
	"mock-openai/fast/profile"
	"mock-openai/fast/tokenizer"
	"mock-openai/pool"
)

// contentFlags are the flags of serve that say what answers contain.
type contentFlags struct {
	TokenMean       float64        `default:"${token_mean}" help:"Mean number of tokens in an answer."`
	TokenStddev     float64        `default:"${token_stddev}" help:"Standard deviation of that number."`
	Tokenizer       string         `default:"${chars4}" placeholder:"FILE" help:"What a token is: ${chars4}, four characters, or a vocabulary: a .tiktoken file, or a tokenizer.json of Hugging Face."`
	StreamTokensMin *int           `placeholder:"N" help:"Fewest tokens in a streamed event. By default 1."`
	StreamTokensMax *int           `placeholder:"N" help:"Most tokens in a streamed event. By default ${stream_tokens_max}, but one token an event if tokens take time."`
	Text            pool.Text      `default:"ascii" enum:"ascii,rich" help:"Plain ascii prose, or rich: markdown, many scripts, emoji, escapes."`
	Echo            bool           `help:"Answer with the user's last message, as the model echo does."`
	Accent          profile.Accent `default:"openai" enum:"openai,deepseek,groq,mistral,openrouter,vllm" help:"Provider whose form completions and errors have."`
	ContextWindow   string         `default:"auto" placeholder:"TOKENS" help:"Most tokens of prompt and answer together; more get 400. auto: as documented for known models. off: none."`
	ToolCallRate    float64        `default:"0" help:"How often an answer calls a tool it is free to call, 0 to 1."`
	ReasoningTokens float64        `default:"0" help:"Mean number of reasoning tokens at medium effort."`
	Seed            *uint64        `placeholder:"N" help:"Give the same answers to the same sequence of requests."`
	Deterministic   bool           `help:"Answer by seed and request body alone: retries and replicas agree."`
	Models          []string       `default:"${models}" placeholder:"NAME" help:"Models to list. Other names work too, unless --strict is set."`
	Strict          bool           `help:"Refuse what the real API refuses, and models that are not listed."`
	PregenCount     int            `default:"${articles}" env:"MOCK_OPENAI_PREG_COUNT,MOCK_OPENAI_PREGEN_COUNT" help:"Articles made at start, from which answers are cut."`
}

// validate returns an error, in terms of flags, if their values make no sense.
func (f *contentFlags) validate() error {
	_, windowErr := profile.ParseWindow(f.ContextWindow)
	switch {
	case f.PregenCount < 1 || f.PregenCount > pool.MaxArticles:
		return fmt.Errorf("--pregen-count must be between 1 and %d, not %d", pool.MaxArticles, f.PregenCount)
	case !(f.TokenMean >= 1 && f.TokenMean <= pool.MaxTokens):
		return fmt.Errorf("--token-mean must be between 1 and %d, not %g", pool.MaxTokens, f.TokenMean)
	case !(f.TokenStddev >= 0 && f.TokenStddev <= pool.MaxTokens):
		return fmt.Errorf("--token-stddev must be between 0 and %d, not %g", pool.MaxTokens, f.TokenStddev)
	case f.StreamTokensMin != nil && *f.StreamTokensMin < 1:
		return fmt.Errorf("--stream-tokens-min must be at least 1, not %d", *f.StreamTokensMin)
	case f.StreamTokensMax != nil && *f.StreamTokensMax < 1:
		return fmt.Errorf("--stream-tokens-max must be at least 1, not %d", *f.StreamTokensMax)
	case f.StreamTokensMax != nil && *f.StreamTokensMax < valueOf(f.StreamTokensMin):
		return fmt.Errorf("--stream-tokens-min %d is above --stream-tokens-max %d", *f.StreamTokensMin, *f.StreamTokensMax)
	case windowErr != nil:
		return fmt.Errorf("--context-window %w", windowErr)
	case !(f.ToolCallRate >= 0 && f.ToolCallRate <= 1):
		return fmt.Errorf("--tool-call-rate must be between 0 and 1, not %g", f.ToolCallRate)
	case !(f.ReasoningTokens >= 0 && f.ReasoningTokens <= pool.MaxTokens):
		return fmt.Errorf("--reasoning-tokens must be between 0 and %d, not %g", pool.MaxTokens, f.ReasoningTokens)
	}
	return validModels(f.Models)
}

// valueOf returns the value of a flag, or 0 if it is not given.
func valueOf(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// validModels returns an error if the names of models cannot be served.
func validModels(names []string) error {
	for i, name := range names {
		switch {
		case name == "":
			return errors.New("--models has an empty name")
		case slices.Contains(names[:i], name):
			return fmt.Errorf("--models lists %q twice", name)
		case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
			return fmt.Errorf("--models has a name with characters that cannot be shown: %q", name)
		}
	}
	return nil
}

// chars4 is the tokenizer that needs no file.
const chars4 = "chars4"

// configure sets the fields of config that the flags are for, and reads the vocabulary.
func (f *contentFlags) configure(config *fast.Config) error {
	window, _ := profile.ParseWindow(f.ContextWindow) // checked by validate
	config.Answers = fast.Answers{
		Models:          f.Models,
		Tokens:          pool.Sampler{Mean: f.TokenMean, Stddev: f.TokenStddev},
		StreamTokensMin: valueOf(f.StreamTokensMin),
		StreamTokensMax: valueOf(f.StreamTokensMax),
		Text:            f.Text,
		ToolCallRate:    f.ToolCallRate,
		ContextWindow:   window,
		Accent:          f.Accent,
		ReasoningTokens: f.ReasoningTokens,
		Echo:            f.Echo,
		Seed:            f.Seed,
		Deterministic:   f.Deterministic,
		Articles:        f.PregenCount,
		Strict:          f.Strict,
	}
	if f.Tokenizer == chars4 {
		return nil
	}
	t, err := tokenizer.Open(f.Tokenizer)
	if err != nil {
		return fmt.Errorf("--tokenizer: %w", err)
	}
	config.Answers.Tokenizer = t
	return nil
}
