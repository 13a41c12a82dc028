package fast_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/realtime"
	"mock-openai/fast/internal/dialect/responses"
)

// FuzzSocket sends arbitrary messages to conversations. Events and requests must be JSON.
func FuzzSocket(f *testing.F) {
	for _, seed := range []string{
		`{"type":"response.create","stream_id":"a","generate":false}`, askText + "\n" + asText + "\n" + `{"type":"response.create","response":{"input":[],"metadata":{"a":"b"}}}`,
		`{"type":"session.update","session":{"audio":{"input":{"turn_detection":{}},"output":null},"instructions":"\u0000\"","model":7}}`,
		`{"type":"conversation.item.create","item":{"id":"\ud800","type":"function_call","name":"f","arguments":"{}"}}` + "\n" + `{"type":"conversation.item.delete","item_id":"\ud800"}`,
		`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"audio":"a","a":1},{"audio":1}]}}`, `{"type":"response.cancel"}`, `[`, `{"type":"\"x"}`, "\xff",
	} {
		f.Add(seed)
	}
	api := &realtime.API{Most: 1 << 12, Strict: true, Model: []byte("m")}
	f.Fuzz(func(t *testing.T, text string) {
		uri := new(fasthttp.URI)
		uri.SetQueryString("model=" + text[:min(len(text), 8)])
		for _, version := range []string{"", "realtime=v1"} {
			var h fasthttp.RequestHeader
			h.Set("OpenAI-Beta", version)
			for _, v := range []dialect.Conversation{responses.Converse(&h, uri), api.Converse(&h, uri)} {
				send := func(event []byte) {
					if !json.Valid(event) {
						t.Fatalf("event %s", event)
					}
				}
				v.Greet(send)
				for message := range strings.SplitSeq(text, "\n") {
					if !utf8.ValidString(message) {
						continue // such a message ends the connection
					}
					ask := v.Receive([]byte(message), send)
					if ask.Body == nil {
						continue
					}
					if !json.Valid(ask.Body) {
						t.Fatalf("request %s", ask.Body)
					}
					send(v.AppendError(nil, &ask, 500, []byte("no JSON")))
					v.Answered()
				}
				v.Expire(send)
			}
		}
	})
}
