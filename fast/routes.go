package fast

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/meter"
)

// routes holds the paths of the endpoint table. The router dispatches requests. routes
// finds the path of requests that the router does not dispatch or that fail.
type routes struct {
	all     []*route // in the order of the metrics
	static  map[string]*route
	withID  []*route            // longest suffix first
	ending  map[string][]*route // those of withID with a suffix, by the lastPart of it
	open    []*route            // those of withID that end with an id
	unknown []*route            // for the paths in no row, by prefix; the last matches every path
	keys    front.Keys
	pageURL string // URL of the live page; empty if there is none

	isAccented bool // the whole server has an accent other than OpenAI's

	// accented returns the writer of errors at a path, by the accent of the request.
	accented func(path string, d *dialect.Dialect, own front.ErrorWriter) front.ErrorWriter

	// replay answers a request for which there is no handler; nil if nothing is replayed.
	replay func(*fasthttp.RequestCtx, *route) bool
}

// newRoutes returns the routes of a table, without handlers.
func newRoutes(table []endpoint, keys front.Keys, accented func(string, *dialect.Dialect, front.ErrorWriter) front.ErrorWriter) *routes {
	t := &routes{static: map[string]*route{}, keys: keys, accented: accented}
	for i := range table {
		e := &table[i]
		if t.of(e.path) != nil {
			continue
		}
		r := t.newRoute(e.path, len(t.all), e.dialect)
		r.stage = e.stage
		t.all = append(t.all, r)
		for i := range e.also {
			other := t.newRoute(e.path, len(t.all), e.also[i].dialect)
			other.stage = e.stage
			r.also, t.all = append(r.also, other), append(t.all, other)
		}
		if r.hasID() {
			t.withID = append(t.withID, r)
		} else {
			t.static[r.path] = r
		}
	}
	t.indexSuffixes()
	for _, b := range bases {
		t.unknown = append(t.unknown, t.newRoute(b.path, len(t.all), b.dialect))
	}
	return t
}

// indexSuffixes sorts the routes with ids for find.
func (t *routes) indexSuffixes() {
	slices.SortStableFunc(t.withID, func(a, b *route) int { return cmp.Compare(len(b.suffix()), len(a.suffix())) })
	t.ending = map[string][]*route{}
	for _, r := range t.withID {
		if end := lastPart([]byte(r.suffix())); end != nil {
			t.ending[string(end)] = append(t.ending[string(end)], r)
		} else {
			t.open = append(t.open, r)
		}
	}
}

// lastPart returns path from its last slash or colon on, or nil if it has none.
func lastPart(path []byte) []byte {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' || path[i] == ':' {
			return path[i:]
		}
	}
	return nil
}

func (t *routes) newRoute(path string, index int, d *dialect.Dialect) *route {
	errors := cmp.Or(d, openai.Dialect)
	r := &route{
		path: path, index: index, dialect: d,
		headers:    header.NewBlock(&errors.Headers, "application/json"),
		writeError: t.accented(path, d, front.NewErrorWriter(errors)),
	}
	r.cutPath()
	return r
}

// of returns the route of a path as written in the table, or nil.
func (t *routes) of(path string) *route {
	if i := slices.IndexFunc(t.all, func(r *route) bool { return r.path == path }); i >= 0 {
		return t.all[i]
	}
	return nil
}

// find returns the route of a path whose needless escapes are decoded. For a path in no row
// it returns the route in unknown whose prefix matches.
func (t *routes) find(path []byte) *route {
	if r, ok := t.static[string(path)]; ok {
		return r
	}
	if r := matching(t.ending, path); r != nil {
		return r
	}
	for _, r := range t.open {
		if r.matches(path) {
			return r
		}
	}
	i := slices.IndexFunc(t.unknown, func(r *route) bool { return bytes.HasPrefix(path, []byte(r.path)) })
	return t.unknown[i]
}

// matching returns the route that matches path among those with its last part, or nil.
func matching(ending map[string][]*route, path []byte) *route {
	for _, r := range ending[string(lastPart(path))] {
		if r.matches(path) {
			return r
		}
	}
	return nil
}

// at returns the route of a request, and decodes the needless escapes in its path.
func (t *routes) at(ctx *fasthttp.RequestCtx) *route {
	uri := ctx.Request.URI()
	header.DecodePath(uri)
	return t.find(uri.PathOriginal()).claimedBy(&ctx.Request.Header)
}

// writeError answers a request whose route is not known yet with e.
func (t *routes) writeError(ctx *fasthttp.RequestCtx, e *apierr.Error) {
	t.at(ctx).writeError(ctx, e)
}

// endpoints returns the paths as the metrics show them. The last is for paths in no row.
func (t *routes) endpoints() []meter.Endpoint {
	var all []meter.Endpoint
	for _, r := range t.all {
		path := strings.Replace(r.path, "{id...}", "{id}", 1)
		if t.of(r.path) != r {
			path += " (" + r.dialectName() + ")"
		}
		all = append(all, meter.Endpoint{Path: path, Dialect: r.dialectName()})
	}
	return append(all, meter.Endpoint{Path: "other"})
}

// Dialect returns the name of the API that a path belongs to, or "".
func (s *Server) Dialect(path string) string {
	if d := s.routes.find([]byte(path)).dialect; d != nil {
		return d.Name
	}
	return ""
}
