package fast

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/header"
)

// TestRoutes_Find checks that every path is counted under its own row, also with an id that
// looks like another path.
func TestRoutes_Find(t *testing.T) {
	s, err := New(Config{Answers: Answers{Articles: 1}})
	if err != nil {
		t.Fatal(err)
	}
	f := func(path string, want *route) {
		t.Helper()
		got := s.routes.find([]byte(path))
		if want == nil && got.exists() || want != nil && got != want {
			t.Errorf("%q is counted as %s, want %v", path, got.path, want)
		}
	}
	for i, r := range s.routes.all {
		path := r.path
		if main := s.routes.of(path); main != r && slices.Contains(main.also, r) {
			continue // requests are told apart by their headers
		}
		if path == "" || !r.exists() || r.index != i {
			t.Errorf("row %d is empty: %q", i, path)
		}
		for _, id := range []string{"some_id", "{id}", "%2F", "cancel"} {
			f(strings.NewReplacer("{id}", id, "{id...}", id).Replace(path), r)
		}
		if rest, hasRest := strings.CutSuffix(path, "{id...}"); hasRest {
			f(rest+"acme/large:free", r)
			f(rest, nil)
		}
		if strings.Contains(path, "{id}") {
			f(strings.Replace(path, "{id}", "", 1), nil)
		}
	}
	for _, path := range []string{"", "/", "/v1", "other", "/v1/chat/completions/", "/v1/responses/r/elsewhere", "/v1/responses//cancel", "/metrics/", "/v1/model/x"} {
		f(path, nil)
	}
	if all, last := s.routes.endpoints(), s.routes.find(nil).index; last != len(all)-1 || all[last].Path != "other" {
		t.Errorf("what is in no row is counted as number %d of %v", last, all)
	}
}

// TestRouter_Agrees checks that the router and routes find the same row for every request.
// The listed models make the router's tree branch within an id.
func TestRouter_Agrees(t *testing.T) {
	s, err := New(Config{Answers: Answers{Articles: 1, Models: []string{"a", "a/", "ab", "abc/d", "acme/large:free", "{id}", "a{b", "input_tokens", "é", "è"}}})
	if err != nil {
		t.Fatal(err)
	}
	handler := s.Handler()
	f := func(method, path string) {
		t.Helper()
		var ctx fasthttp.RequestCtx
		ctx.Request.Header.SetMethod(method)
		ctx.Request.SetRequestURI(path + "?api-version=preview")
		handler(&ctx)
		p := s.routes.find(header.AppendDecoded(nil, []byte(path)))
		status, body := ctx.Response.StatusCode(), ctx.Response.Body()
		switch {
		case !p.exists():
			if status != 404 || !isUnknown(body) {
				t.Errorf("%s %s: status %d, want 404: %s", method, path, status, body)
			}
		case p.handlerOf([]byte(method)) == nil:
			if status != 405 || string(ctx.Response.Header.Peek("Allow")) != p.allow() {
				t.Errorf("%s %s: status %d, allows %q, want %q", method, path, status, ctx.Response.Header.Peek("Allow"), p.allow())
			}
		case status == 405 || isUnknown(body):
			t.Errorf("%s %s: status %d, and %s has a handler: %s", method, path, status, p.path, body)
		}
	}
	ids := []string{"", "a", "a/", "a/b", "ab", "ab/", "abc", "abc/", "abc/d", "abc/d/", "abc/e", "b", "c", "co", "compact", "compact/", "input_tokens", "input",
		"cancel", "messages", "acme", "acme/", "acme/large", "acme/large:free", "acme/large:free/x", "{id}", "{id:*}", "a{b", "a%2Fb", "%C3%A9", "%63ompact", "%61", "a%62%2F", "%7Bid}", "/", "//", "a//b"}
	for _, r := range s.routes.all {
		path := r.path
		for _, id := range ids {
			for _, method := range []string{"GET", "POST", "DELETE", "PUT", "QUERY"} {
				f(method, strings.NewReplacer("{id}", id, "{id...}", id).Replace(path))
				f(method, strings.NewReplacer("{id}", id, "{id...}", id).Replace(path)+"/")
			}
		}
	}
}

// isUnknown reports whether an answer says that the path does not exist.
func isUnknown(body []byte) bool {
	return bytes.Contains(body, []byte("URL")) || bytes.Contains(body, []byte("Resource not found")) || bytes.Contains(body, []byte("404 page not found"))
}
