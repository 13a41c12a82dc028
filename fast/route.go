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
	around     []string         // what stands around the ids in the path
	rest       bool             // the last id may have slashes in it
	index      int              // in the metrics
	dialect    *dialect.Dialect // nil if it is of no provider's API
	headers    *header.Block    // of an answer in JSON
	writeError front.ErrorWriter
	methods    []string
	handlers   []fasthttp.RequestHandler // by method
	also       *route                    // for the requests that its dialect claims; nil: none
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

// cutPath parts a path of the table at its ids.
func (r *route) cutPath() {
	for left := r.path; ; {
		before, behind, found := strings.Cut(left, "{id")
		if r.around = append(r.around, before); !found {
			return
		}
		dots, behind, _ := strings.Cut(behind, "}")
		r.rest, left = dots == "...", behind
	}
}

// hasID reports whether the path has an id in it.
func (r *route) hasID() bool { return len(r.around) > 1 }

// behind is what stands behind the last id.
func (r *route) behind() string { return r.around[len(r.around)-1] }

// inRouter reports whether the router can have the path as a pattern: with one id, and
// nothing behind one that may have slashes.
func (r *route) inRouter() bool {
	return len(r.around) == 2 && (!r.rest || r.behind() == "")
}

// matches reports whether path, whose escapes are decoded, is r's with ids in it that
// are not empty.
func (r *route) matches(path []byte) bool {
	last := len(r.around) - 1
	left, ok := cutPrefix(path, r.around[0])
	for _, behind := range r.around[1:last] {
		end := bytes.IndexByte(left, '/')
		if !ok || end <= 0 {
			return false
		}
		left, ok = cutPrefix(left[end:], behind)
	}
	at := len(left) - len(r.around[last])
	return ok && at > 0 && string(left[at:]) == r.around[last] && (r.rest || bytes.IndexByte(left[:at], '/') < 0)
}

func cutPrefix(path []byte, prefix string) (rest []byte, ok bool) {
	if len(path) < len(prefix) || string(path[:len(prefix)]) != prefix {
		return path, false
	}
	return path[len(prefix):], true
}
