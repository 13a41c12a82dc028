package realtime

import (
	"fmt"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

// TestReferences refers to an item so often that the request would have more bytes than a
// conversation may have.
func TestReferences(t *testing.T) {
	v := (&API{Most: 1 << 20}).Converse(new(fasthttp.RequestHeader), new(fasthttp.URI))
	var events strings.Builder
	send := func(event []byte) { events.Write(event) }
	v.Receive(fmt.Appendf(nil, `{"type":"conversation.item.create","item":{"id":"a","type":"message","role":"user","content":[{"type":"input_text","text":"%s"}]}}`,
		strings.Repeat("a", 1000)), send)
	f := func(n int, refused bool) {
		t.Helper()
		events.Reset()
		refs := strings.TrimSuffix(strings.Repeat(`{"type":"item_reference","id":"a"},`, n), ",")
		ask := v.Receive(fmt.Appendf(nil, `{"type":"response.create","response":{"conversation":"none","input":[%s]}}`, refs), send)
		if refused != (ask.Body == nil) || refused != strings.Contains(events.String(), "The items of a response may have") {
			t.Errorf("%d references: a request of %d bytes, %s", n, len(ask.Body), &events)
		}
	}
	f(100, false)
	f(2000, true)
}

// TestSettings adds members of ever new names to the setting audio, until the session has as
// many bytes as it may have.
func TestSettings(t *testing.T) {
	const most = 1 << 12
	v := (&API{Most: most}).Converse(new(fasthttp.RequestHeader), new(fasthttp.URI)).(*conversation)
	refused := 0
	for i := range 200 {
		v.Receive(fmt.Appendf(nil, `{"type":"session.update","session":{"audio":{"input":{"new-%d":"%s"}}}}`, i, strings.Repeat("a", 100)), func(event []byte) {
			if strings.Contains(string(event), "session_too_long") {
				refused++
			}
		})
	}
	if n := v.session.size(); n > most || n < most-200 || refused == 0 {
		t.Errorf("the settings have %d bytes, %d changes were refused", n, refused)
	}
}

func TestMergeObjects(t *testing.T) {
	f := func(old, raw, want string) {
		t.Helper()
		if got := string(mergeObjects([]byte(old), []byte(raw), audioLevels)); got != want {
			t.Errorf("%s with %s is %s, want %s", old, raw, got, want)
		}
	}
	f(`{"a":1}`, `{"b":2}`, `{"a":1,"b":2}`)
	f(`{"a":{"b":{"c":1}}}`, `{"a":{"b":{"d":2}}}`, `{"a":{"b":{"c":1,"d":2}}}`)
	f(`{"a":{"b":{"c":{"d":1}}}}`, `{"a":{"b":{"c":{"e":2}}}}`, `{"a":{"b":{"c":{"e":2}}}}`)
	f(`null`, `{"b":2}`, `{"b":2}`)
	f(`{"a":1}`, `null`, `null`)
}
