package ratelimit

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/limit"
)

// Headers tell a client its limit per minute, how much of it remains and when it is full
// again. Like a header.Block they are sent as one header, with the others in its value.
// The zero value sends none.
type Headers struct {
	first []byte // the name of the first header
	lines []line // the other headers
	dated bool   // the reset is a time, not a duration
}

// line is a header after the first.
type line struct {
	name string // a line end, the name and a colon
	of   value
}

// value says which number a header holds.
type value uint8

const (
	allowed value = iota
	remaining
	reset
)

// Trio names three headers, in canonical form. An empty Reset means no such header.
type Trio struct{ Limit, Remaining, Reset string }

// maxLines is the most headers about one limit.
const maxLines = 9

// NewHeaders returns headers whose reset is a duration such as 1.5s. It takes at most
// three trios.
func NewHeaders(trios ...Trio) Headers {
	h := Headers{first: []byte(trios[0].Limit)}
	for i, t := range trios {
		if i > 0 {
			h.add(t.Limit, allowed)
		}
		h.add(t.Remaining, remaining)
		if t.Reset != "" {
			h.add(t.Reset, reset)
		}
	}
	return h
}

// NewDatedHeaders returns headers whose reset is a time in RFC 3339.
func NewDatedHeaders(trios ...Trio) Headers {
	h := NewHeaders(trios...)
	h.dated = true
	return h
}

func (h *Headers) add(name string, of value) {
	h.lines = append(h.lines, line{header.LineEnd + name + ": ", of})
}

// write sets the headers, or none if nothing is limited.
func (h *Headers) write(ctx *fasthttp.RequestCtx, state limit.State) {
	if state.Limit == 0 || h.first == nil {
		return
	}
	var buf [512]byte
	var ends [maxLines - 1]int
	value := render.AppendInt(buf[:0], state.Limit)
	for i, next := range h.lines {
		ends[i] = len(value)
		value = append(value, next.name...)
		switch next.of {
		case allowed:
			value = render.AppendInt(value, state.Limit)
		case remaining:
			value = render.AppendInt(value, state.Remaining)
		case reset:
			value = h.appendReset(value, state.Reset)
		}
	}
	header.SetLines(&ctx.Response.Header, h.first, value, ends[:len(h.lines)]...)
}

func (h *Headers) appendReset(dst []byte, reset time.Duration) []byte {
	if h.dated {
		return time.Now().Add(render.RoundUp(reset, time.Second)).UTC().AppendFormat(dst, time.RFC3339)
	}
	return append(dst, render.RoundUp(reset, time.Millisecond).String()...)
}

// written reports whether write has set the headers.
func (h *Headers) written(ctx *fasthttp.RequestCtx) bool {
	return h.first != nil && ctx.Response.Header.PeekCanonical(h.first) != nil
}
