package fast

import (
	"bytes"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
)

// route is a path of the endpoint table: what its rows have in common, whatever the
// method.
type route struct {
	path       string
	index      int              // in the metrics
	dialect    *dialect.Dialect // nil if it is of no provider's API
	headers    *header.Block    // of an answer in JSON
	writeError front.ErrorWriter
	methods    []string
	handlers   []fasthttp.RequestHandler // by method
}

// dialectName is the name of the dialect; empty if there is none.
func (r *route) dialectName() string {
	if r.dialect == nil {
		return ""
	}
	return r.dialect.Name
}

// exists tells a path of the table from all others.
func (r *route) exists() bool { return len(r.methods) > 0 }

// handle has handler answer the requests to r with that method.
func (r *route) handle(method string, handler fasthttp.RequestHandler) {
	r.methods, r.handlers = append(r.methods, method), append(r.handlers, handler)
}

// handlerOf returns the handler of a method, nil if it is not allowed.
func (r *route) handlerOf(method []byte) fasthttp.RequestHandler {
	for i := range r.methods {
		if r.methods[i] == string(method) {
			return r.handlers[i]
		}
	}
	return nil
}

// allow is the value of Allow.
func (r *route) allow() string {
	var methods []string
	for _, m := range []string{fasthttp.MethodGet, fasthttp.MethodPost, fasthttp.MethodDelete} {
		if !slices.Contains(r.methods, m) {
			continue
		}
		if methods = append(methods, m); m == fasthttp.MethodGet {
			methods = append(methods, fasthttp.MethodHead)
		}
	}
	return strings.Join(append(methods, fasthttp.MethodOptions), ", ")
}

// hasID reports whether the path has an id in it.
func (r *route) hasID() bool { return strings.Contains(r.path, "{id") }

// matches reports whether path, whose escapes are decoded, is r's with an id in it that
// is not empty.
func (r *route) matches(path []byte) bool {
	before, rest, _ := strings.Cut(r.path, "{id")
	dots, behind, _ := strings.Cut(rest, "}")
	if len(path) <= len(before)+len(behind) || string(path[:len(before)]) != before {
		return false
	}
	id, end := path[len(before):len(path)-len(behind)], path[len(path)-len(behind):]
	return string(end) == behind && (dots == "..." || bytes.IndexByte(id, '/') < 0)
}
