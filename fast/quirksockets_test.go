package fast_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	ws "github.com/fasthttp/websocket"

	"mock-openai/fast"
	"mock-openai/fast/internal/stream"
	"mock-openai/fast/journal"
	"mock-openai/fast/quirk"
)

// socketQuestion is what a WebSocket is asked.
type socketQuestion struct{ path, create string }

const socketTool = `"tools":[{"type":"function","name":"weather","parameters":{"type":"object","properties":{"city":{"enum":["Oslo"]}},"required":["city"]}}],"tool_choice":"required"`

var (
	askResponse = socketQuestion{responsesPath, `{"type":"response.create","model":"gpt-4o","input":"a"}`}
	askCall     = socketQuestion{responsesPath, `{"type":"response.create","model":"gpt-4o","input":"a",` + socketTool + `}`}
	askCustom   = socketQuestion{responsesPath, `{"type":"response.create","model":"gpt-4o","input":"a","tools":[{"type":"custom","name":"shell"}],"tool_choice":"required"}`}
	askRealtime = socketQuestion{realtimePath, `{"type":"response.create","response":{"input":[],"output_modalities":["text"]}}`}
	askFunction = socketQuestion{realtimePath, `{"type":"response.create","response":{"input":[],` + socketTool + `}}`}
)

// askSocket returns the messages that answer q with quirks, in order, and a line "ping" for
// each ping. A second question shows where they end.
func askSocket(t *testing.T, url string, q socketQuestion, quirks string) (all []string) {
	t.Helper()
	s := dialSocket(t, url, q.path, "X-Mock-Quirk", quirks, "X-Mock-Stream-Tokens", "2")
	s.SetPingHandler(func(string) error {
		all = append(all, "ping")
		return nil
	})
	end := `{"type":"response.create","model":"end","input":"a"}`
	if q.path == realtimePath {
		s.next() // the session
		end = `{"type":"response.create","event_id":"end","response":{"conversation":"none","metadata":{"end":1}}}`
	}
	s.say("%s", q.create)
	s.say("%s", end)
	for {
		kind, message, err := s.ReadMessage()
		if err != nil || kind != ws.TextMessage {
			t.Fatalf("%s: message of kind %d: %v", quirks, kind, err)
		}
		again := len(all) > 0 && all[len(all)-1] == string(message) && strings.Contains(string(message), `"type":"error"`) // does not name the model
		if isEnd := again || regexp.MustCompile(`"model":"end"|"metadata":\{"end":1\}|"event_id":"end"`).Match(message); isEnd {
			for len(all) > 0 && extras[all[len(all)-1]] { // it came before the end
				all = all[:len(all)-1]
			}
			return all
		}
		all = append(all, string(message))
	}
}

// extras are what quirks put before each event.
var extras = map[string]bool{"ping": true, ": keepalive": true, `{"type":"keepalive"}`: true}

// each puts messages before every one.
func each(before ...string) func([]string) []string {
	return func(plain []string) (all []string) {
		for _, message := range plain {
			all = append(append(all, before...), message)
		}
		return all
	}
}

var deltaOf = regexp.MustCompile(`"delta":"((?:[^"\\]|\\.)*)"`)

// deltasAs replaces what all deltas of these types say together by parts, each in a delta.
func deltasAs(kind string, parts func(said string) []string) func([]string) []string {
	return func(plain []string) (all []string) {
		said, first := "", ""
		for _, message := range plain {
			if strings.Contains(message, kind) {
				said += deltaOf.FindStringSubmatch(message)[1]
				first = message
			}
		}
		for i, message := range plain {
			switch {
			case !strings.Contains(message, kind):
				all = append(all, message)
			case !strings.Contains(plain[i-1], kind):
				for _, part := range parts(said) {
					all = append(all, deltaOf.ReplaceAllLiteralString(first, `"delta":"`+part+`"`))
				}
			}
		}
		return all
	}
}

func whole(said string) []string { return []string{said} }

// withinEscape splits arguments as tools-split-escape does: they have no escapes, so that
// their first letter becomes one.
func withinEscape(said string) []string {
	return []string{`{\"city\":\"\\`, `u004fslo\"}`}
}

const serverError = `"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null`

// numbers are what differs where events are more or fewer.
var numbers = regexp.MustCompile(`"sequence_number":\d+|"event_id":"[^"]*"|,"obfuscation":"[^"]*"`)

// TestQuirks_Socket compares the messages of each quirk over WebSocket with what it should
// make of the same answer without it.
func TestQuirks_Socket(t *testing.T) {
	tested := map[string]bool{}
	urls := []string{quirkServer(t, fast.Config{}), quirkServer(t, fast.Config{Timing: fast.Timing{ResponseDelay: time.Microsecond}})}
	f := func(name string, q socketQuestion, of func(plain []string) []string) {
		t.Helper()
		tested[name] = true
		want := of(askSocket(t, urls[0], q, "crlf"))
		for i, url := range urls {
			got := askSocket(t, url, q, name)
			for _, list := range [][]string{got, want} {
				for i := range list {
					list[i] = numbers.ReplaceAllString(list[i], "")
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s, server %d:\n%s\nwant\n%s", name, q.path, i, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
	for _, q := range []socketQuestion{askResponse, askRealtime} {
		text := "output_text.delta"
		f("control-events", q, each(`{"type":"keepalive"}`))
		f("comments", q, each("ping"))
		f("data-keepalive", q, each(": keepalive"))
		f("bom", q, func(plain []string) []string { plain[0] = "\ufeff" + plain[0]; return plain })
		f("no-finish", q, func(plain []string) []string { return plain[:len(plain)-1] })
		f("two-finishes", q, func(plain []string) []string { return append(plain, plain[len(plain)-1]) })
		f("merged-text", q, deltasAs(text, whole))
		f("single-chars", q, deltasAs(text, letters))
	}
	f("tools-whole", askCall, deltasAs("arguments.delta", whole))
	f("tools-whole", askFunction, deltasAs("arguments.delta", whole))
	f("tools-whole", askCustom, deltasAs("input.delta", whole))
	f("tools-split-escape", askCall, deltasAs("arguments.delta", withinEscape))
	f("tools-split-escape", askFunction, deltasAs("arguments.delta", withinEscape))
	f("tools-split-escape", askCustom, func(plain []string) []string { return plain })
	f("nested-error", askResponse, func([]string) []string {
		return []string{`{"type":"error","status":500,"error":{"error":{` + serverError + `}}}`}
	})
	f("nested-error", askRealtime, func([]string) []string {
		return []string{`{"type":"error",,"error":{"error":{` + serverError + `},"event_id":null}}`}
	})
	f("error-200", askResponse, func([]string) []string {
		return []string{`{"type":"error","status":200,"error":{` + serverError + `}}`}
	})
	tested["typed-error"], tested["changing-ids"], tested["html-error"] = true, true, true // below
	for _, name := range quirk.Names() {
		kind, _ := quirk.Parse(name)
		if applies := kind.Info().Socket != ""; applies != tested[name] {
			t.Errorf("%s: tested %v", name, tested[name])
		}
	}
}

// TestQuirks_SocketNumbers checks that the numbers of events go on without gaps, and that
// their ids differ.
func TestQuirks_SocketNumbers(t *testing.T) {
	url := quirkServer(t, fast.Config{})
	for _, quirks := range []string{"single-chars", "merged-text", "two-finishes", "changing-ids", "typed-error+single-chars", "typed-error+two-finishes"} {
		for i, message := range askSocket(t, url, askResponse, quirks) {
			if want := fmt.Sprintf(`"sequence_number":%d,`, i); !strings.Contains(message, want) {
				t.Errorf("%s: event %d is %s", quirks, i, message)
			}
		}
	}
	seen := map[string]bool{}
	for _, message := range askSocket(t, url, askRealtime, "single-chars") {
		var e struct {
			ID string `json:"event_id"`
		}
		if err := json.Unmarshal([]byte(message), &e); err != nil || e.ID == "" || seen[e.ID] {
			t.Errorf("%v: %s", err, message)
		}
		seen[e.ID] = true
	}
	for _, q := range []socketQuestion{askResponse, askRealtime} {
		ids := map[string]bool{}
		for i, message := range askSocket(t, url, q, "changing-ids") {
			for _, id := range regexp.MustCompile(`"(?:response_id|item_id)":"([^"]*)"|"(?:response|item)":\{[^{]*?"id":"([^"]*)"`).FindAllStringSubmatch(message, -1) {
				if id := id[1] + id[2]; ids[id] || !strings.HasSuffix(id, fmt.Sprintf("-%d", i+1)) {
					t.Errorf("event %d of %s has %s: %s", i, q.path, id, message)
				} else {
					ids[id] = true
				}
			}
		}
		if len(ids) < 6 {
			t.Errorf("%s: ids %v", q.path, ids)
		}
	}
}

// TestQuirks_SocketErrors checks the event that ends an answer, and errors with a byte order
// mark.
func TestQuirks_SocketErrors(t *testing.T) {
	url := quirkServer(t, fast.Config{})
	f := func(q socketQuestion, quirks, want string) {
		t.Helper()
		all := askSocket(t, url, q, quirks)
		if last := all[len(all)-1]; !strings.HasPrefix(last, want) {
			t.Errorf("%s ends with %s, want %s", quirks, last, want)
		}
	}
	f(askResponse, "typed-error", `{"type":"error","sequence_number":`)
	f(askRealtime, "typed-error", `{"type":"error","event_id":"event_`)
	f(askResponse, "error-200+bom", "\ufeff"+`{"type":"error","status":200,"error":{"message"`)
	f(askRealtime, "nested-error+bom", "\ufeff"+`{"type":"error","event_id":"event_`)
	for _, q := range []socketQuestion{askResponse, askRealtime} {
		s := dialSocket(t, url, q.path, "X-Mock-Quirk", "html-error")
		if q.path == realtimePath {
			s.next()
		}
		for range 100 { // the connection stays, and the client may ask again at once
			s.say("%s", q.create)
			if _, message, err := s.ReadMessage(); err != nil || !strings.HasPrefix(string(message), "<html>") {
				t.Errorf("%v: %s", err, message)
			}
		}
	}
}

// TestQuirks_SocketCounted checks that the quirks that apply are counted and recorded, and no
// others.
func TestQuirks_SocketCounted(t *testing.T) {
	j := journal.New(nil)
	url := serve(t, fast.Config{Observation: fast.Observation{Journal: j}})
	s := dialSocket(t, url, responsesPath, "X-Mock-Quirk", "crlf+gzip+usage-unasked+two-finishes+tools-whole")
	s.say("%s", askResponse.create)
	s.answer()
	s.answer()
	settled(t, url).wants(t, `quirks_total{kind="two-finishes"} 1`, `quirks_total{kind="crlf"} 0`, `quirks_total{kind="gzip"} 0`,
		`quirks_total{kind="usage-unasked"} 0`, `quirks_total{kind="tools-whole"} 0`)
	for _, e := range j.Last() {
		if got := strings.Join(e.Quirks, "+"); e.Method == "WEBSOCKET" && got != "two-finishes" {
			t.Errorf("recorded %q", got)
		}
	}
	s.say("%s", askResponse.create) // an answer with quirks leaves the connection usable
	s.answer()
}

// TestQuirks_SocketAllocatesNothing puts messages between events.
func TestQuirks_SocketAllocatesNothing(t *testing.T) {
	quirks := quirk.Of(quirk.Comments, quirk.DataKeepalive, quirk.ControlEvents)
	m := stream.NewMessages(quirks, new(stream.Cursor), func(dst []byte) ([]byte, bool) { return append(dst, `{"type":"a"}`...), true })
	var dst []byte
	event := func() {
		dst = dst[:0]
		for range 4 {
			dst, _ = m.Next(dst)
		}
	}
	event()
	if want := ": keep-alive\n\ndata: : keepalive\n\n" + `{"type":"keepalive"}{"type":"a"}`; string(dst) != want {
		t.Errorf("%q, want %q", dst, want)
	}
	if n := testing.AllocsPerRun(100, event); n != 0 {
		t.Errorf("%v allocations for an event", n)
	}
}

// TestQuirks_SocketMalformed puts a byte order mark before an event that is cut off.
func TestQuirks_SocketMalformed(t *testing.T) {
	url := serve(t, fast.Config{})
	for _, q := range []socketQuestion{askResponse, askRealtime} {
		s := dialSocket(t, url, q.path, "X-Mock-Quirk", "bom", "X-Mock-Fault", "malformed-json:at=0")
		if q.path == realtimePath {
			s.next() // the session
		}
		s.say("%s", q.create)
		if _, message, err := s.ReadMessage(); err != nil || !strings.HasPrefix(string(message), "\ufeff{") || json.Valid(message[len("\ufeff"):]) {
			t.Errorf("%s: %v: %q", q.path, err, message)
		}
	}
}
