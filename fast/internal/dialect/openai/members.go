package openai

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeShared takes the members that chat and legacy completions share and
// skips all others.
func takeShared(c *dialect.Session, key []byte) *apierr.Error {
	q := &c.Request
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &q.Model)
	case "stream":
		return c.In.TakeBool("stream", &q.Stream, false)
	case "stream_options":
		return TakeStreamOptions(c)
	case "max_tokens":
		return takeCap(c, "max_tokens", &q.Caps.Tokens)
	case "max_completion_tokens":
		return takeCap(c, "max_completion_tokens", &q.Caps.CompletionTokens)
	case "n":
		return takeN(c)
	case "stop":
		return takeStop(&c.In, &q.Stop)
	case "seed":
		TakeSeed(c)
	default:
		if w := optionNamed(key); w != NoOption {
			TakeOption(c, w)
		} else {
			c.In.Raw()
		}
	}
	return nil
}

// TakeStreamOptions takes stream_options.
func TakeStreamOptions(c *dialect.Session) *apierr.Error {
	c.Request.ResetStreamOptions()
	if c.In.Kind() != skim.Object {
		return c.In.TakeNull("stream_options", "an object")
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		var err *apierr.Error
		switch string(key) {
		case "include_usage":
			err = c.In.TakeBool("stream_options.include_usage", &c.Request.Usage, engine.DefaultUsage)
		case "include_obfuscation":
			c.Request.PadSet = c.In.Kind() != skim.Null
			err = c.In.TakeBool("stream_options.include_obfuscation", &c.Request.Pad, engine.DefaultPad)
		case "continuous_usage_stats":
			c.Request.UsageSoFar = string(c.In.Raw()) == "true"
		default:
			c.In.Raw()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeCap takes one of the caps. A negative one means no limit.
func takeCap(c *dialect.Session, name string, to *int) *apierr.Error {
	*to = math.MaxInt
	err := c.In.TakeInt(name, to)
	if *to < 0 {
		*to = math.MaxInt
	}
	q := &c.Request
	q.MaxTokens = min(q.Caps.Tokens, q.Caps.CompletionTokens)
	return err
}

// TakeSeed takes a seed of any type.
func TakeSeed(c *dialect.Session) { c.Request.Seed = decode.NullAsNil(c.In.Raw()) }

func takeN(c *dialect.Session) *apierr.Error {
	n := 1
	if err := c.In.TakeInt("n", &n); err != nil {
		return err
	}
	c.Request.N = n
	return decode.CheckRange("n", n, 1, decode.MaxChoices)
}
