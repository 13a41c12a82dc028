package fast

import (
	"bytes"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
)

// route is a path of the table, whatever the method, as the metrics count it.
type route int

// routes are the paths of the table. The router dispatches requests; routes say of
// those that no handler takes, and of those that fail, which path they were for.
type routes struct {
	paths    []routePath
	static   map[string]route
	patterns []pattern // of paths with an id
}

// routePath is a path, and what there is.
type routePath struct {
	path    string
	dialect *dialect.Dialect
	methods []string
	handler []fasthttp.RequestHandler // by method
}

// pattern is a path with an id in it, which is not empty.
type pattern struct {
	route          route
	before, behind string
	rest           bool // the id may have slashes
}

// newRoutes returns those of a table without any handlers yet.
func newRoutes(table []endpoint) *routes {
	t := &routes{static: map[string]route{}}
	for i := range table {
		if e := &table[i]; !slices.ContainsFunc(t.paths, func(p routePath) bool { return p.path == e.path }) {
			t.add(e.path, e.dialect)
		}
	}
	t.paths = append(t.paths, routePath{path: "other"})
	return t
}

func (t *routes) add(path string, d *dialect.Dialect) {
	r := route(len(t.paths))
	t.paths = append(t.paths, routePath{path: path, dialect: d})
	before, behind, hasID := strings.Cut(path, "{id")
	if !hasID {
		t.static[path] = r
		return
	}
	rest, behind, _ := strings.Cut(behind, "}")
	t.patterns = append(t.patterns, pattern{route: r, before: before, behind: behind, rest: rest == "..."})
}

// other is the route of whatever is in no row.
func (t *routes) other() route { return route(len(t.paths) - 1) }

// find returns the route of a path whose escapes are decoded.
func (t *routes) find(path []byte) route {
	if r, ok := t.static[string(path)]; ok {
		return r
	}
	for i := range t.patterns {
		if t.patterns[i].matches(path) {
			return t.patterns[i].route
		}
	}
	return t.other()
}

func (p *pattern) matches(path []byte) bool {
	if len(path) <= len(p.before)+len(p.behind) || string(path[:len(p.before)]) != p.before {
		return false
	}
	id, behind := path[len(p.before):len(path)-len(p.behind)], path[len(path)-len(p.behind):]
	return string(behind) == p.behind && (p.rest || bytes.IndexByte(id, '/') < 0)
}

// dialectOf returns the dialect that a path is of, nil if it is of no provider's API.
func (t *routes) dialectOf(path []byte) *dialect.Dialect {
	if r := t.find(path); r != t.other() {
		return t.paths[r].dialect
	}
	for _, base := range bases {
		if bytes.HasPrefix(path, []byte(base.path)) {
			return base.dialect
		}
	}
	return nil
}

// names are the paths as the metrics show them.
func (t *routes) names() []string {
	var names []string
	for i := range t.paths {
		names = append(names, strings.Replace(t.paths[i].path, "{id...}", "{id}", 1))
	}
	return names
}

// handle has handler answer the requests to p with that method.
func (p *routePath) handle(method string, handler fasthttp.RequestHandler) {
	p.methods, p.handler = append(p.methods, method), append(p.handler, handler)
}

// handlerOf returns the handler of a method, nil if it is not allowed.
func (p *routePath) handlerOf(method []byte) fasthttp.RequestHandler {
	for i := range p.methods {
		if p.methods[i] == string(method) {
			return p.handler[i]
		}
	}
	return nil
}

// exists tells a path of the table from all others.
func (p *routePath) exists() bool { return len(p.methods) > 0 }

// allow is the value of Allow.
func (p *routePath) allow() string {
	var methods []string
	for _, m := range []string{fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete} {
		if !slices.Contains(p.methods, m) {
			continue
		}
		if methods = append(methods, m); m == fasthttp.MethodGet {
			methods = append(methods, fasthttp.MethodHead)
		}
	}
	return strings.Join(append(methods, fasthttp.MethodOptions), ", ")
}
