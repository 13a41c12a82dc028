package ratelimit

import (
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/limit"
)

// Headers tell a client where it stands: what a minute allows, what is left of it and
// when all of it is there again. Like a header.Block they go out as one header, with
// the others in its value. The zero value is none.
type Headers struct {
	first  []byte // the name of the first
	behind []line // the others
	dated  bool
}

// line is a header behind the first.
type line struct {
	name string // what stands between two values: the end of a line and the name
	of   value
}

type value uint8

const (
	allowed value = iota
	remaining
	reset
)

// Trio names three headers, in canonical form. Without a name there is no reset.
type Trio struct{ Limit, Remaining, Reset string }

// maxLines is how many headers may tell of one limit.
const maxLines = 9

// NewHeaders returns headers in which the reset is a duration such as 1.5s. At most three
// trios may tell of one limit.
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

// NewDatedHeaders returns headers in which the reset is a time in the form of RFC 3339.
func NewDatedHeaders(trios ...Trio) Headers {
	h := NewHeaders(trios...)
	h.dated = true
	return h
}

func (h *Headers) add(name string, of value) {
	h.behind = append(h.behind, line{header.LineEnd + name + ": ", of})
}

// write sets the headers, none where nothing is limited.
func (h *Headers) write(ctx *fasthttp.RequestCtx, state limit.State) {
	if state.Limit == 0 || h.first == nil {
		return
	}
	var room [512]byte
	var ends [maxLines - 1]int
	value := render.AppendInt(room[:0], state.Limit)
	for i, next := range h.behind {
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
	header.SetLines(ctx, h.first, value, ends[:len(h.behind)]...)
}

func (h *Headers) appendReset(dst []byte, reset time.Duration) []byte {
	if h.dated {
		return time.Now().Add(render.RoundUp(reset, time.Second)).UTC().AppendFormat(dst, time.RFC3339)
	}
	return append(dst, render.RoundUp(reset, time.Millisecond).String()...)
}

// written tells whether write has set the headers.
func (h *Headers) written(ctx *fasthttp.RequestCtx) bool {
	return h.first != nil && ctx.Response.Header.PeekCanonical(h.first) != nil
}
