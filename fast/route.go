package fast

import (
	"bytes"
	"strings"

	"github.com/valyala/fasthttp"
)

// route is an endpoint as the metrics name it: the index of its row. Whatever is
// asked for has one, so that there are never more of them than these.
type route int

const (
	routeChat route = iota
	routeStoredCompletion
	routeStoredMessages
	routeCompletions
	routeEmbeddings
	routeModerations
	routeResponses
	routeResponse
	routeResponseCancel
	routeResponseInputItems
	routeResponseInputTokens
	routeResponseCompact
	routeModels
	routeModel
	routeOpenRouterChat
	routeOpenRouterCompletions
	routeOpenRouterEmbeddings
	routeOffers
	routeOffer
	routeHealth
	routeMetrics
	routeOther // where no route is
	countedRoutes
)

// routeRow is an endpoint. A handler is nil where the method is not
// allowed.
type routeRow struct {
	path              string // {id} stands for one segment, {id...} at the end for all that follows
	get, post, delete fasthttp.RequestHandler
}

// handler is the one for a method; HEAD comes as GET.
func (e *routeRow) handler(ctx *fasthttp.RequestCtx) fasthttp.RequestHandler {
	switch {
	case ctx.IsPost():
		return e.post
	case ctx.IsGet():
		return e.get
	case ctx.IsDelete():
		return e.delete
	}
	return nil
}

// allow is the value of Allow.
func (e *routeRow) allow() string {
	var methods []string
	if e.get != nil {
		methods = append(methods, fasthttp.MethodGet, fasthttp.MethodHead)
	}
	if e.post != nil {
		methods = append(methods, fasthttp.MethodPost)
	}
	if e.delete != nil {
		methods = append(methods, fasthttp.MethodDelete)
	}
	return strings.Join(append(methods, fasthttp.MethodOptions), ", ")
}

// exists tells an endpoint from a row without any handler.
func (e *routeRow) exists() bool { return e.get != nil || e.post != nil || e.delete != nil }

// routeTable finds the row of a path.
type routeTable struct {
	rows     [countedRoutes]routeRow
	fixed    map[string]route // by path
	patterns []pattern        // of paths with an id
}

// pattern is a path with an id in it, which is not empty.
type pattern struct {
	route          route
	before, behind string
	rest           bool // the id may have slashes
}

func newRouteTable(rows [countedRoutes]routeRow) *routeTable {
	t := &routeTable{rows: rows, fixed: map[string]route{}}
	for r := range routeOther {
		path := rows[r].path
		before, behind, hasID := strings.Cut(path, "{id")
		if !hasID {
			t.fixed[path] = r
			continue
		}
		rest, behind, _ := strings.Cut(behind, "}")
		t.patterns = append(t.patterns, pattern{route: r, before: before, behind: behind, rest: rest == "..."})
	}
	return t
}

// find returns the route of a path whose escapes are decoded.
func (t *routeTable) find(path []byte) route {
	if r, ok := t.fixed[string(path)]; ok {
		return r
	}
	for i := range t.patterns {
		if t.patterns[i].matches(path) {
			return t.patterns[i].route
		}
	}
	return routeOther
}

func (p *pattern) matches(path []byte) bool {
	if len(path) <= len(p.before)+len(p.behind) || string(path[:len(p.before)]) != p.before {
		return false
	}
	id, behind := path[len(p.before):len(path)-len(p.behind)], path[len(path)-len(p.behind):]
	return string(behind) == p.behind && (p.rest || bytes.IndexByte(id, '/') < 0)
}

// names are the paths of the rows as the metrics show them.
func (t *routeTable) names() []string {
	var names []string
	for i := range t.rows {
		names = append(names, strings.Replace(t.rows[i].path, "{id...}", "{id}", 1))
	}
	return names
}

// routeIn is the route of a request.
func (s *Server) routeIn(ctx *fasthttp.RequestCtx) route {
	return s.table.find(ctx.Request.URI().PathOriginal())
}
