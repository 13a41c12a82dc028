package fast

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// request is what chat and legacy completions have in common. Its slices are
// valid only until the request's body is released.
type request struct {
	model     []byte // JSON-escaped; nil means none was named
	seed      []byte // as it stands in the request; nil means none
	caps      caps
	maxTokens int // the smaller of caps
	n         int
	stop      stops
	stream    bool
	usage     bool // stream_options.include_usage
	noise     bool // stream_options.include_obfuscation
	store     bool // chat: the answer is kept
	noiseSet  bool // that is given
	echo      bool // legacy completions: the prompt comes back in front
}

// caps are the most tokens that a choice may have, by either name of the member.
type caps struct{ tokens, completionTokens int }

func (q *request) reset() {
	q.model, q.seed = nil, nil
	q.caps = caps{math.MaxInt, math.MaxInt}
	q.maxTokens, q.n = math.MaxInt, 1
	q.stream, q.store, q.echo = false, false, false
	q.resetStreamOptions()
	q.stop.reset()
}

func (q *request) resetStreamOptions() {
	q.usage, q.noise, q.noiseSet = usageAbsent, noiseAbsent, false
}

// What stream_options mean where they are absent.
const (
	usageAbsent = false
	noiseAbsent = false
)

// decode walks the members of body, which must be one object, and calls member
// before each value with the name of it. What member says of one counts for
// nothing if another of its name follows.
func (c *call) decode(body []byte, member func(c *call, key []byte) *apierr.Error) *apierr.Error {
	err := c.walk(body, member)
	if err == nil || err == decode.ErrBadJSON {
		return err
	}
	if distinct := decode.WithoutDuplicates(body); distinct != nil {
		c.body = distinct
		return c.walk(distinct, member)
	}
	return err
}

func (c *call) walk(body []byte, member func(c *call, key []byte) *apierr.Error) *apierr.Error {
	c.in.Reset(body, &c.marks)
	if kind := c.in.Kind(); kind != skim.Object {
		c.in.Raw()
		if c.in.End() != nil {
			return decode.ErrBadJSON
		}
		return decode.ErrNotObject
	}
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		if err := member(c, key); err != nil {
			return err
		}
	}
	if c.in.End() != nil {
		return decode.ErrBadJSON
	}
	return nil
}

// takeShared takes the members that chat and legacy completions share and
// skips all others.
func (c *call) takeShared(key []byte) *apierr.Error {
	q := &c.request
	switch string(key) {
	case "model":
		return c.in.TakeString("model", &q.model)
	case "stream":
		return c.in.TakeBool("stream", &q.stream, false)
	case "stream_options":
		return c.takeStreamOptions()
	case "max_tokens":
		return c.takeCap("max_tokens", &q.caps.tokens)
	case "max_completion_tokens":
		return c.takeCap("max_completion_tokens", &q.caps.completionTokens)
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

func (c *call) takeStreamOptions() *apierr.Error {
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
func (c *call) takeCap(name string, to *int) *apierr.Error {
	*to = math.MaxInt
	err := c.in.TakeInt(name, to)
	if *to < 0 {
		*to = math.MaxInt
	}
	q := &c.request
	q.maxTokens = min(q.caps.tokens, q.caps.completionTokens)
	return err
}

func (c *call) takeSeed() { c.request.seed = decode.OrNil(c.in.Raw()) }

func (c *call) takeN() *apierr.Error {
	n := 1
	if err := c.in.TakeInt("n", &n); err != nil {
		return err
	}
	c.request.n = n
	return decode.CheckRange("n", n, 1, decode.MaxChoices)
}
