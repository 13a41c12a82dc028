package fast

import (
	"bytes"
	"slices"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/header"
)

// route is a path of the endpoint table. It holds what the path's methods have in common.
type route struct {
	path       string
	around     []string         // the literal parts before, between and after the ids
	rest       bool             // the last id may contain slashes
	index      int              // in the metrics
	dialect    *dialect.Dialect // nil if the path belongs to no provider
	headers    *header.Block    // of an answer in JSON
	writeError front.ErrorWriter
	stage      front.Stage
	methods    []string
	handlers   []fasthttp.RequestHandler // by method
	endpoints  []*exchange.Endpoint      // by method
	other      *exchange.Endpoint        // of other methods; nil if nothing is replayed
	also       []*route                  // for the requests that their dialects claim
}

// dialectName returns the name of the dialect, or "" if there is none.
func (r *route) dialectName() string {
	if r.dialect == nil {
		return ""
	}
	return r.dialect.Name
}

// exists reports whether the path is in the endpoint table.
func (r *route) exists() bool { return len(r.methods) > 0 }

// handle makes handler answer the requests to r with that method.
func (r *route) handle(method string, handler fasthttp.RequestHandler) {
	r.methods, r.handlers = append(r.methods, method), append(r.handlers, handler)
}

// handlerOf returns the handler of a method, or nil if the method is not allowed.
func (r *route) handlerOf(method []byte) fasthttp.RequestHandler {
	for i := range r.methods {
		if r.methods[i] == string(method) {
			return r.handlers[i]
		}
	}
	return nil
}

// allow returns the value of the Allow header.
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

// cutPath splits the path at its ids.
func (r *route) cutPath() {
	for left := r.path; ; {
		before, after, found := strings.Cut(left, "{id")
		if r.around = append(r.around, before); !found {
			return
		}
		dots, after, _ := strings.Cut(after, "}")
		r.rest, left = dots == "...", after
	}
}

// hasID reports whether the path contains an id.
func (r *route) hasID() bool { return len(r.around) > 1 }

// suffix returns the part of the path after the last id.
func (r *route) suffix() string { return r.around[len(r.around)-1] }

// inRouter reports whether the path can be a pattern of the router: it has one id, and an
// id that may contain slashes ends the path.
func (r *route) inRouter() bool {
	return len(r.around) == 2 && (!r.rest || r.suffix() == "")
}

// matches reports whether path is r's path with ids that are not empty. The needless
// escapes in path must be decoded.
func (r *route) matches(path []byte) bool {
	last := len(r.around) - 1
	left, ok := cutPrefix(path, r.around[0])
	for _, literal := range r.around[1:last] {
		end := bytes.IndexByte(left, '/')
		if !ok || end <= 0 {
			return false
		}
		left, ok = cutPrefix(left[end:], literal)
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
