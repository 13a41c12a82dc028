package ollama

import (
	"math"
	"strconv"
	"time"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/skim"
)

// takeShared takes the members that chat and generate have in common, and skips those
// without effect.
func takeShared(c *dialect.Session, request string, key []byte) *apierr.Error {
	a, q := answerOf(c), &c.Request
	switch string(key) {
	case "model":
		return takeString(c, request, "model", &q.Model)
	case "stream":
		return takeBool(c, request, "stream", &q.Stream, true)
	case "format":
		a.format = c.TakeExtra()
	case "think":
		a.think = c.TakeExtra()
	case "logprobs":
		a.logprobs = c.TakeExtra()
	case "top_logprobs":
		a.top = c.TakeExtra()
	case "keep_alive":
		a.unloads = isZero(c.In.Raw())
	case "truncate":
		a.untruncated = string(c.In.Raw()) == "false"
	case "shift":
		a.unshifted = string(c.In.Raw()) == "false"
	case "options":
		return takeOptions(c, request)
	default:
		c.In.Raw()
	}
	return nil
}

// takeTools keeps the tools, to be read once the whole request is known.
func takeTools(c *dialect.Session, request string) *apierr.Error {
	if kind := c.In.Kind(); kind != skim.Array && kind != skim.Null {
		return wrongType(&c.In, request, "tools", "api.Tools")
	}
	openai.TakeOption(c, openai.OptionTools)
	return nil
}

func takeString(c *dialect.Session, request, field string, to *[]byte) *apierr.Error {
	*to = nil
	switch c.In.Kind() {
	case skim.String:
		*to = c.In.String().Raw
	case skim.Null:
		c.In.Raw()
	default:
		return wrongType(&c.In, request, field, "string")
	}
	return nil
}

// takeText is takeString for a text whose characters count.
func takeText(c *dialect.Session, request, field string) (text skim.Text, _ *apierr.Error) {
	if c.In.Kind() != skim.String {
		var none []byte
		return text, takeString(c, request, field, &none)
	}
	return c.In.String(), nil
}

func takeBool(c *dialect.Session, request, field string, to *bool, otherwise bool) *apierr.Error {
	*to = otherwise
	switch kind := c.In.Kind(); kind {
	case skim.True, skim.False:
		*to = kind == skim.True
	case skim.Null:
	default:
		return wrongType(&c.In, request, field, "bool")
	}
	c.In.Raw()
	return nil
}

// isZero reports whether a duration is 0: a number of seconds, or a text such as "0s".
func isZero(raw []byte) bool {
	if len(raw) > 0 && raw[0] == '"' {
		d, err := time.ParseDuration(string(raw[1 : len(raw)-1]))
		return err == nil && d == 0
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	return err == nil && n == 0
}

// takeOptions takes the options of the model: of these count num_ctx, num_predict, seed and
// stop.
func takeOptions(c *dialect.Session, request string) *apierr.Error {
	q := &c.Request
	q.MaxTokens, q.Seed, q.Window = math.MaxInt, nil, 0
	q.Stop.Begin()
	if kind := c.In.Kind(); kind != skim.Object {
		if kind != skim.Null {
			return wrongType(&c.In, request, "options", "map[string]interface {}")
		}
		c.In.Raw()
		return nil
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		var err *apierr.Error
		switch string(key) {
		case "num_ctx":
			err = takeWindow(c)
		case "num_predict":
			err = takeMost(c)
		case "seed":
			err = takeSeed(c)
		case "stop":
			err = takeStop(c)
		default:
			c.In.Raw()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeMost takes the most tokens of the answer. A number that is not above 0 means no limit.
func takeMost(c *dialect.Session) *apierr.Error {
	c.Request.MaxTokens = math.MaxInt
	n, isNumber, err := takeNumber(c, "num_predict")
	if isNumber && n >= 1 && n < math.MaxInt32 {
		c.Request.MaxTokens = int(n)
	}
	return err
}

func takeSeed(c *dialect.Session) *apierr.Error {
	if kind := c.In.Kind(); kind != skim.Number && kind != skim.Null {
		c.In.Raw()
		return errOption(c, "seed", "integer")
	}
	c.Request.Seed = decode.NullAsNil(c.In.Raw())
	return nil
}

// takeStop takes the stop sequences. Those beyond the limit do not count.
func takeStop(c *dialect.Session) *apierr.Error {
	c.Request.Stop.Begin()
	if kind := c.In.Kind(); kind != skim.Array {
		if c.In.Raw(); kind != skim.Null {
			return errOption(c, "stop", "array")
		}
		return nil
	}
	c.In.Array()
	for c.In.NextElem() {
		if c.In.Kind() != skim.String {
			c.In.Raw()
			return errOption(c, "stop", "an array of strings")
		}
		c.Request.Stop.Add(c.In.String().Raw)
	}
	return nil
}
