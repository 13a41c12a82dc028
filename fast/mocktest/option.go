package mocktest

import (
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// Option changes the configuration of a server.
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

// InMemory makes the server open no port. Only Mock.Client and Mock.Handler reach it. Faults
// that need a socket, such as a reset connection, look like a closed connection.
func InMemory() Option { return func(c *config) { c.inMemory = true } }

// TTFT sets the time to the first token.
func TTFT(d time.Duration) Option {
	return Config(func(c *fast.Config) { c.Timing.Latency.TTFT.Mean = d })
}

// ITL sets the time from each token to the next.
func ITL(d time.Duration) Option {
	return Config(func(c *fast.Config) { c.Timing.Latency.ITL.Mean = d })
}

// Tokens sets the length in tokens of answers whose text Reply does not set. max_tokens
// still applies.
func Tokens(n int) Option {
	return Config(func(c *fast.Config) { c.Answers.Tokens = pool.Sampler{Mean: float64(n)} })
}

// Seed makes the server give the same answers to the same sequence of requests in every run.
// The server then needs a pool of its own, which takes about 30 ms.
func Seed(seed uint64) Option {
	return Config(func(c *fast.Config) { c.Answers.Seed = &seed })
}

// Strict makes the server refuse what the real API refuses.
func Strict() Option { return Config(func(c *fast.Config) { c.Answers.Strict = true }) }

// APIKey adds an accepted API key. Requests with none of the accepted keys are answered with
// 401.
func APIKey(key string) Option {
	return Config(func(c *fast.Config) { c.Limits.APIKeys = append(c.Limits.APIKeys, key) })
}

// RPM limits the requests per minute of each API key. Requests above that are answered with
// 429.
func RPM(n int) Option { return Config(func(c *fast.Config) { c.Limits.RPM = n }) }

// Fault adds a fault with its rate in the format of --fault: "error:status=503=0.1" or
// "stall:after=3=0.01". If rated is invalid, Start fails the test.
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

// Quirk adds quirks with their rate in the format of --quirk: "crlf=0.1" or "crlf+bom=1". If
// rated is invalid, Start fails the test.
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
