package fast

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/skim"
)

// endpoint is what the real API takes in the body of a request.
type endpoint struct {
	model     bool // one must be named
	shape     shape
	conflicts []conflict
}

// strictly refuses what the real API would refuse, and leaves the rest to next.
// Without Config.Strict it is next itself, and costs nothing.
func (s *Server) strictly(endpoint func() *endpoint, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	if !s.config.Strict {
		return next
	}
	e := endpoint()
	return func(ctx *fasthttp.RequestCtx) {
		if err := s.refuse(e, ctx.Request.Body()); err != nil {
			s.writeError(ctx, err)
			return
		}
		next(ctx)
	}
}

// refuse looks at a body in the order in which the real API does: what is
// missing, what is unknown, each parameter, parameters together, the model. A
// body that is not a JSON object is none of its business.
func (s *Server) refuse(e *endpoint, body []byte) *apiError {
	in := reader{skim.New(body)}
	if in.Kind() != skim.Object {
		return nil
	}
	given := takeMembers(&in)
	if in.End() != nil {
		return nil
	}
	model := given.value("model")
	if e.model && (model == nil || string(model) == `""`) {
		return errNoModel
	}
	if err := e.shape.refuse(given, ""); err != nil {
		return err
	}
	for _, refuse := range e.conflicts {
		if err := refuse(given); err != nil {
			return err
		}
	}
	id := given.text("model")
	if model != nil && s.models.find(id) == nil && s.models.find(s.withoutSettings(id)) == nil {
		return errModelNotFound(id)
	}
	return nil
}

// members is what a JSON object holds, null aside: it stands for absent.
type members []struct {
	name string
	raw  []byte
}

// takeMembers reads the object that comes next.
func takeMembers(in *reader) (m members) {
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		name := string(key)
		if raw := in.Raw(); string(raw) != "null" {
			m = append(m, struct {
				name string
				raw  []byte
			}{name, raw})
		}
	}
	return m
}

// value is the JSON text of a member, the last of that name; nil if there is none.
func (m members) value(name string) []byte {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].name == name {
			return m[i].raw
		}
	}
	return nil
}

// text is the value of a member that is a string, unescaped; nil if it is none.
func (m members) text(name string) []byte {
	c := skim.New(m.value(name))
	if c.Kind() != skim.String {
		return nil
	}
	return skim.AppendUnescaped([]byte{}, c.String().Raw)
}
