package mocktest

import (
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// Option changes how a server answers.
type Option func(*config)

// config is what options change.
type config struct {
	server   fast.Config
	inMemory bool
	err      error // of the first option that makes no sense
}

// Config changes any field of the server's configuration.
func Config(change func(*fast.Config)) Option {
	return func(c *config) { change(&c.server) }
}

// InMemory opens no port: the server is reached with Mock.Client and Mock.Handler
// alone. What a client of a socket alone can notice, such as a reset connection,
// looks like a closed one.
func InMemory() Option { return func(c *config) { c.inMemory = true } }

// TTFT is the time to the first token.
func TTFT(d time.Duration) Option {
	return Config(func(c *fast.Config) { c.Timing.Latency.TTFT.Mean = d })
}

// ITL is the time from each token to the next.
func ITL(d time.Duration) Option {
	return Config(func(c *fast.Config) { c.Timing.Latency.ITL.Mean = d })
}

// Tokens is the length of every answer that is neither set by Reply nor cut by
// max_tokens.
func Tokens(n int) Option {
	return Config(func(c *fast.Config) { c.Answers.Tokens = pool.Sampler{Mean: float64(n)} })
}

// Seed makes the server give the same answers to the same sequence of requests in
// every run. It makes a pool of its own, which takes about 30 ms.
func Seed(seed uint64) Option {
	return Config(func(c *fast.Config) { c.Answers.Seed = &seed })
}

// Strict refuses what the real API refuses.
func Strict() Option { return Config(func(c *fast.Config) { c.Answers.Strict = true }) }

// APIKey answers 401 to requests that carry neither this key nor that of another
// APIKey.
func APIKey(key string) Option {
	return Config(func(c *fast.Config) { c.Limits.APIKeys = append(c.Limits.APIKeys, key) })
}

// RPM is how many requests a minute each API key has; 429 answers what is more.
func RPM(n int) Option { return Config(func(c *fast.Config) { c.Limits.RPM = n }) }

// Fault has a share of the answers go wrong, in the words of --fault:
// "error:status=503=0.1" or "stall:after=3=0.01".
func Fault(rated string) Option {
	return func(c *config) {
		var one fault.Rated
		if err := one.UnmarshalText([]byte(rated)); err != nil {
			if c.err == nil {
				c.err = err
			}
			return
		}
		c.server.Faults.Plan = append(c.server.Faults.Plan, one)
	}
}

// Quirk gives a share of the answers quirks, in the words of --quirk: "crlf=0.1" or
// "crlf+bom=1".
func Quirk(rated string) Option {
	return func(c *config) {
		var one quirk.Rated
		if err := one.UnmarshalText([]byte(rated)); err != nil {
			if c.err == nil {
				c.err = err
			}
			return
		}
		c.server.Faults.Quirks = append(c.server.Faults.Quirks, one)
	}
}
