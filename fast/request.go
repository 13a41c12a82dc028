package fast

import (
	"math"

	"mock-openai/fast/skim"
)

// request is what chat and legacy completions have in common. Its slices are
// valid only until the request's body is released.
type request struct {
	model     []byte // JSON-escaped; nil means none was named
	seed      []byte // as it stands in the request; nil means none
	maxTokens int    // the smaller of all caps
	n         int
	stop      stops
	stream    bool
	usage     bool // stream_options.include_usage
	noise     bool // stream_options.include_obfuscation
	echo      bool // legacy completions: the prompt comes back in front
}

func (q *request) reset() {
	q.model, q.seed = nil, nil
	q.maxTokens, q.n = math.MaxInt, 1
	q.stream, q.usage, q.noise, q.echo = false, false, false, false
	q.stop.reset()
}

// decode walks the members of body, which must be one object, and calls member
// before each value with the name of it.
func (c *call) decode(body []byte, member func(c *call, key []byte) *apiError) *apiError {
	c.in.Reset(body, &c.marks)
	if kind := c.in.Kind(); kind != skim.Object {
		c.in.Raw()
		if c.in.End() != nil {
			return errBadJSON
		}
		return errNotObject
	}
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		if err := member(c, key); err != nil {
			return err
		}
	}
	if c.in.End() != nil {
		return errBadJSON
	}
	return nil
}

// takeShared takes the members that chat and legacy completions share and
// skips all others.
func (c *call) takeShared(key []byte) *apiError {
	q := &c.request
	switch string(key) {
	case "model":
		return c.in.takeString("model", &q.model)
	case "stream":
		return c.in.takeBool("stream", &q.stream)
	case "stream_options":
		return c.takeStreamOptions()
	case "max_tokens":
		return c.takeCap("max_tokens")
	case "max_completion_tokens":
		return c.takeCap("max_completion_tokens")
	case "n":
		return c.takeN()
	case "stop":
		return q.stop.take(&c.in)
	case "seed":
		c.takeSeed()
	default:
		if w := wishNamed(key); w != noWish {
			c.takeWish(w)
		} else {
			c.in.Raw()
		}
	}
	return nil
}

func (c *call) takeStreamOptions() *apiError {
	if c.in.Kind() != skim.Object {
		return c.in.takeNull("stream_options", "an object")
	}
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		var err *apiError
		switch string(key) {
		case "include_usage":
			err = c.in.takeBool("stream_options.include_usage", &c.request.usage)
		case "include_obfuscation":
			err = c.in.takeBool("stream_options.include_obfuscation", &c.request.noise)
		default:
			c.in.Raw()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeCap lowers the most tokens that a choice may have. A negative cap is none.
func (c *call) takeCap(name string) *apiError {
	most := -1
	err := c.in.takeInt(name, &most)
	if most >= 0 {
		c.request.maxTokens = min(c.request.maxTokens, most)
	}
	return err
}

func (c *call) takeSeed() {
	if c.request.seed = c.in.Raw(); string(c.request.seed) == "null" {
		c.request.seed = nil
	}
}

func (c *call) takeN() *apiError {
	n := 1
	if err := c.in.takeInt("n", &n); err != nil {
		return err
	}
	c.request.n = n
	return checkRange("n", n, 1, maxChoices)
}

// checkRange says by how much n misses least..most.
func checkRange(name string, n, least, most int) *apiError {
	switch {
	case n < least:
		return errBelow(name, least, n)
	case n > most:
		return errAbove(name, most, n)
	}
	return nil
}
