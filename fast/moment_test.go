package fast

import (
	"bytes"
	"regexp"
)

// moment is how far the stream of a call has come.
type moment struct {
	stream   cursor
	position position
	response response
	item     item
}

func (c *call) moment() (m moment) {
	m.stream = c.stream
	if len(c.stream.choices) > 0 {
		m.position = c.stream.choices[0]
	}
	if r, ok := c.state.(*response); ok {
		m.response, m.item = *r, r.items[0]
	}
	return m
}

func (c *call) goBack(m *moment) {
	c.stream = m.stream
	if len(c.stream.choices) > 0 {
		c.stream.choices[0] = m.position
	}
	if r, ok := c.state.(*response); ok {
		*r, r.items[0] = m.response, m.item
	}
}

// What tells the events of a stream apart.
var eventKind = regexp.MustCompile(`"type":"response\.([a-z_.]+)"|"(role)":|"delta":\{"(content)"|"finish_(reason)":"|"(usage)":\{`)

// eventsOf goes through the stream of c. Rendering an event begins where the
// stream was in front of it.
func eventsOf(c *call, of string, document func() any, next func(*call, []byte) ([]byte, bool)) (all []rendering) {
	seen := map[string]bool{}
	for {
		before := c.moment()
		event, more := next(c, nil)
		kind := string(bytes.Join(match(event), nil))
		if !more || bytes.Contains(event, []byte("[DONE]")) {
			return all
		}
		if !seen[kind] {
			seen[kind] = true
			all = append(all, rendering{of + "/" + kind, func(dst []byte) []byte {
				c.goBack(&before)
				dst, _ = next(c, dst)
				return dst
			}, document})
		}
	}
}

func match(event []byte) [][]byte {
	if found := eventKind.FindSubmatch(event); found != nil {
		return found[1:]
	}
	return nil
}
