package responses

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
)

// Resume makes the response that the path names again. Its stream has the events with a
// number above starting_after, each when it is due.
func (s *Codec) Resume(c *dialect.Session, ctx *fasthttp.RequestCtx) (finished bool, _ *apierr.Error) {
	kept, err := s.find(ctx)
	if err != nil {
		return false, err
	}
	from := 0
	query := ctx.QueryArgs()
	if query.Has("starting_after") {
		after, err := query.GetUint("starting_after")
		if err != nil {
			return false, decode.WrongType("starting_after", "an integer", "a string")
		}
		from = after + 1
	}
	if finished, err = s.remake(c, kept); err != nil {
		return false, err
	}
	r := responseOf(c)
	r.from, r.padSet, r.pad = from, query.Has("include_obfuscation"), query.GetBool("include_obfuscation")
	return finished, nil
}

// remake makes a kept response again. It reports whether all of it is due.
func (s *Codec) remake(c *dialect.Session, kept keptResponse) (finished bool, _ *apierr.Error) {
	c.Body = kept.Request
	r := newResponse(c)
	r.filters = s.Filters
	if err := r.decode(); err != nil {
		return false, err
	}
	r.restore(&kept.Extra.making)
	s.Generator.ResolveModel(&c.Turn)
	if err := s.say(c); err != nil {
		return false, err
	}
	c.Seeded = true // the random source has been used
	if isCancelled(&kept) {
		r.items, r.cancelled = nil, true
	}
	if finished = !isPending(&kept); finished {
		own := *c.Profile
		own.DisableDelays()
		c.Profile = &own
	}
	return finished, nil
}

// skip leaves out the events before the first one that is sent.
func (r *response) skip() {
	c := r.session
	for r.events < r.from {
		var more bool
		if c.Scratch, more = c.Stream.Next(c.Scratch[:0]); !more {
			return
		}
		c.Skipped.Events++
		c.Skipped.Tokens += c.Stream.Tokens
	}
	c.Stream.Events = 0
}
