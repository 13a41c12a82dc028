package fast

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/pool"
)

// Defaults of Config.
const (
	DefaultTokenMean       = 256
	DefaultTokenStddev     = 64
	DefaultStreamTokensMin = 1
	DefaultStreamTokensMax = 64
	DefaultMaxBody         = 32 << 20
)

// DefaultModels are the models that GET /v1/models lists.
var DefaultModels = []string{
	"gpt-4-mock", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-5", "gpt-5-mini",
	"gpt-3.5-turbo-instruct", "text-embedding-3-small", "text-embedding-3-large", moderationModel,
}

// Config says what a Server answers. The zero value is usable: it serves what
// `mock-openai` without flags serves.
type Config struct {
	// Models are the names listed, in their order; nil means DefaultModels. A
	// request may use any name, unless Strict is set; one that uses none gets the
	// first.
	Models []string
	// Tokens draws the length of an answer; the zero value means normal with
	// mean 256 and standard deviation 64.
	Tokens pool.Sampler
	// StreamTokensMin and StreamTokensMax bound the number of tokens in a
	// streamed event, which is drawn uniformly; 0 means 1 and 64.
	StreamTokensMin, StreamTokensMax int
	// ResponseDelay is the wait before each streamed event; 0 means none, and
	// nothing is flushed before the stream ends or a buffer is full.
	ResponseDelay time.Duration
	// ToolCallRate is how often an answer calls one of the tools that a request
	// leaves it free to call, 0..1; 0 means never.
	ToolCallRate float64
	// ReasoningTokens is the mean of the reasoning tokens that are counted before
	// an answer to chat at medium reasoning_effort; 0 means none at any.
	ReasoningTokens float64
	// Echo makes every answer the text of the user's last message or the prompt,
	// as those of the model named echo are.
	Echo bool
	// Seed, if set, makes two servers of one configuration give the same
	// answers to the same sequence of requests; nil means random.
	Seed *uint64
	// Deterministic makes an answer depend on nothing but Seed, 0 if it is nil,
	// and the body of its request, ids and times included: a retry and a replica
	// of the same configuration give the same bytes. An Oracle knows them.
	Deterministic bool
	// Articles is the number of articles in the pool; 0 means pool.DefaultArticles.
	Articles int
	// Strict refuses what the real API refuses: parameters that are unknown,
	// missing, out of range or in conflict, and models that are not listed.
	Strict bool
	// Faults are what goes wrong with answers, and how often; nil means nothing.
	// A request's own seed has no say in what happens to it.
	Faults fault.Plan
	// FailFirst makes the first requests of every session fail; the zero value
	// means none.
	FailFirst FailFirst
	// APIKeys are the keys of which a request to the API must carry one; none
	// means that any will do, and no key too.
	APIKeys []string
	// MaxBody is the longest request body in bytes; 0 means 32 MiB.
	MaxBody int
	// AccessLog, if set, gets one record a request.
	AccessLog *slog.Logger
}

// withDefaults is c with every zero replaced.
func (c Config) withDefaults() Config {
	if c.Models == nil {
		c.Models = DefaultModels
	}
	if c.Tokens == (pool.Sampler{}) {
		c.Tokens = pool.Sampler{Mean: DefaultTokenMean, Stddev: DefaultTokenStddev}
	}
	if c.StreamTokensMin == 0 {
		c.StreamTokensMin = DefaultStreamTokensMin
	}
	if c.StreamTokensMax == 0 {
		c.StreamTokensMax = max(DefaultStreamTokensMax, c.StreamTokensMin)
	}
	if c.Deterministic && c.Seed == nil {
		c.Seed = new(uint64)
	}
	if c.FailFirst.With.Kind == fault.None {
		c.FailFirst.With = fault.Errors(1, fasthttp.StatusServiceUnavailable)[0].Spec
	}
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxBody
	}
	return c
}

// validate says what makes no sense.
func (c Config) validate() error {
	if err := c.Tokens.Validate(); err != nil {
		return err
	}
	if err := c.Faults.Validate(); err != nil {
		return err
	}
	if err := c.FailFirst.With.Validate(); err != nil {
		return err
	}
	switch {
	case len(c.Models) == 0:
		return fmt.Errorf("no model is named")
	case c.StreamTokensMin < 1:
		return fmt.Errorf("at least %d tokens in an event: an event carries one or more", c.StreamTokensMin)
	case c.StreamTokensMin > c.StreamTokensMax:
		return fmt.Errorf("at least %d tokens in an event is more than at most %d", c.StreamTokensMin, c.StreamTokensMax)
	case c.ResponseDelay < 0:
		return fmt.Errorf("response delay %v is negative", c.ResponseDelay)
	case !(c.ToolCallRate >= 0 && c.ToolCallRate <= 1):
		return fmt.Errorf("tool call rate %g is not between 0 and 1", c.ToolCallRate)
	case !(c.ReasoningTokens >= 0 && c.ReasoningTokens <= pool.MaxTokens):
		return fmt.Errorf("mean of %g reasoning tokens is not between 0 and %d", c.ReasoningTokens, pool.MaxTokens)
	case c.FailFirst.N < 0:
		return fmt.Errorf("the first %d requests of a session are negative", c.FailFirst.N)
	case slices.Contains(c.APIKeys, ""):
		return fmt.Errorf("an API key is empty")
	case c.MaxBody < 0:
		return fmt.Errorf("longest body of %d bytes is negative", c.MaxBody)
	}
	return nil
}
