package receive

import (
	"bufio"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/valyala/fasthttp"
)

// FuzzURIs wants a request to get the URI that fasthttp parses, when the first of its kind
// comes and when the second does.
func FuzzURIs(f *testing.F) {
	for _, target := range []string{
		"/", "/v1/chat/completions", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
		"/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke-with-response-stream", "/v1/%63hat/../completions",
		"?a=b", "//v1//chat?", "/a#b?c", "/a?b#c", "/?%", "http://a.b/c/./d?e", "*", "/é", "name:80",
	} {
		f.Add(target, "127.0.0.1:8080", "127.0.0.1:8080")
		f.Add(target, "Name", "other")
	}
	f.Add("/v1/chat/completions", "", "user@[::1")
	f.Add("/v1/chat/completions", "user:secret@NAME", "")
	f.Fuzz(func(t *testing.T, target, host, other string) {
		u := newURIs()
		for _, host := range []string{host, host, other, host} {
			want, got := requestTo(target, host), requestTo(target, host)
			if want == nil {
				return
			}
			if u.set(got); describe(got) != describe(want) {
				t.Errorf("%q at %q is %s, want %s", target, host, describe(got), describe(want))
			}
		}
	})
}

// requestTo returns a request as a server has it when HeaderReceived is called, or nil if
// the header is wrong.
func requestTo(target, host string) *fasthttp.Request {
	header := "POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
	r := new(fasthttp.Request)
	if r.Header.Read(bufio.NewReader(strings.NewReader(header))) != nil {
		return nil
	}
	return r
}

func describe(r *fasthttp.Request) string {
	uri := r.URI()
	return fmt.Sprintf("%q %q %q %q %q %q %q %q %q", uri.PathOriginal(), uri.Path(), uri.QueryString(), uri.QueryArgs(),
		uri.Hash(), uri.Scheme(), uri.Host(), uri.Username(), uri.FullURI())
}

// TestURIs_Bounds wants few and short targets to be kept, whoever comes at once.
func TestURIs_Bounds(t *testing.T) {
	u := newURIs()
	u.set(requestTo("/"+strings.Repeat("a", maxTarget), "name"))
	u.set(requestTo("/", "wrong["))
	if n := len(*u.kept.Load()); n != 0 {
		t.Fatalf("%d are kept that must not be", n)
	}
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			for i := range 2 * maxKept {
				r := requestTo(fmt.Sprintf("/%d", i), "name")
				if u.set(r); string(r.URI().PathOriginal()) != fmt.Sprintf("/%d", i) {
					t.Errorf("request %d is at %s", i, r.URI().PathOriginal())
				}
			}
		})
	}
	clients.Wait()
	if n := len(*u.kept.Load()); n != maxKept {
		t.Errorf("%d are kept, want %d", n, maxKept)
	}
}

func TestURIs_AllocateNothing(t *testing.T) {
	u, r := newURIs(), requestTo("/v1/models/gemini-2.5-flash:generateContent?alt=sse", "name")
	u.set(r)
	if n := testing.AllocsPerRun(100, func() { u.set(r) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
