package fast

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// takeShared takes the members that chat and legacy completions share and
// skips all others.
func takeShared(c *session, key []byte) *apierr.Error {
	q := &c.request
	switch string(key) {
	case "model":
		return c.in.TakeString("model", &q.model)
	case "stream":
		return c.in.TakeBool("stream", &q.stream, false)
	case "stream_options":
		return takeStreamOptions(c)
	case "max_tokens":
		return takeCap(c, "max_tokens", &q.caps.tokens)
	case "max_completion_tokens":
		return takeCap(c, "max_completion_tokens", &q.caps.completionTokens)
	case "n":
		return takeN(c)
	case "stop":
		return takeStop(&c.in, &q.stop)
	case "seed":
		takeSeed(c)
	default:
		if w := wishNamed(key); w != noWish {
			takeWish(c, w)
		} else {
			c.in.Raw()
		}
	}
	return nil
}

func takeStreamOptions(c *session) *apierr.Error {
	c.request.resetStreamOptions()
	if c.in.Kind() != skim.Object {
		return c.in.TakeNull("stream_options", "an object")
	}
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		var err *apierr.Error
		switch string(key) {
		case "include_usage":
			err = c.in.TakeBool("stream_options.include_usage", &c.request.usage, usageAbsent)
		case "include_obfuscation":
			c.request.noiseSet = c.in.Kind() != skim.Null
			err = c.in.TakeBool("stream_options.include_obfuscation", &c.request.noise, noiseAbsent)
		default:
			c.in.Raw()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeCap takes one of the caps. A negative one is none.
func takeCap(c *session, name string, to *int) *apierr.Error {
	*to = math.MaxInt
	err := c.in.TakeInt(name, to)
	if *to < 0 {
		*to = math.MaxInt
	}
	q := &c.request
	q.maxTokens = min(q.caps.tokens, q.caps.completionTokens)
	return err
}

func takeSeed(c *session) { c.request.seed = decode.OrNil(c.in.Raw()) }

func takeN(c *session) *apierr.Error {
	n := 1
	if err := c.in.TakeInt("n", &n); err != nil {
		return err
	}
	c.request.n = n
	return decode.CheckRange("n", n, 1, decode.MaxChoices)
}
