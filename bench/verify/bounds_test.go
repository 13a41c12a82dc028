package verify

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"mock-openai/bench/load"
	"mock-openai/bench/sse"
)

// opened returns a checker after the head of the answer to a body; "" means a body of Verify.
func opened(t *testing.T, config Config, body string) *checker {
	t.Helper()
	if body != "" {
		config.Targeter = load.Body(body)
	}
	v, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c := v.Checker().(*checker)
	c.Begin(0, v.AppendBody(nil, 0))
	head := load.Head{Status: 200, ContentType: []byte("application/json")}
	if c.want.stream {
		head.ContentType, head.Stream = []byte(config.API.contentType), true
	}
	c.Head(head)
	return c
}

// takeAll takes events, each a type and its data.
func (c *checker) takeAll(all ...string) {
	for i := 0; i < len(all); i += 2 {
		c.Event(sse.Event{Type: []byte(all[i]), Data: []byte(all[i+1])}, i)
	}
}

const (
	streamBody = `{"model":"m","stream":true,"messages":[]}`
	onePiece   = `{"id":"a","choices":[{"index":0,"delta":{"content":"~"}}]}`
)

// TestBounds_Unreadable sends endless events that cannot be read.
func TestBounds_Unreadable(t *testing.T) {
	for _, body := range []string{"", streamBody} {
		c := opened(t, Config{API: Chat, Stream: true}, body)
		for range mostHoles + 1000 {
			c.takeAll("", "{")
		}
		if len(c.text.holes) != mostHoles {
			t.Errorf("%d places are kept", len(c.text.holes))
		}
		c.End(nil)
		if r := c.Report(); r.Faults["invalid_json"] != 1 {
			t.Errorf("%v", r.Faults)
		}
	}
}

// TestBounds_Pieces sends endless wrong text, in pieces of a byte. Their number is bounded,
// and so is the search for their origin, which once took minutes.
func TestBounds_Pieces(t *testing.T) {
	for _, end := range []error{nil, errors.New("broken")} {
		c := opened(t, Config{API: Chat, Stream: true}, "")
		c.numbers.Store(2000) // so that there are texts of other requests
		for range morePieces + 1000 {
			c.takeAll("", onePiece)
		}
		if most := len(c.want.text) + morePieces; len(c.text.segments) != most || len(c.text.ends) > 0 {
			t.Errorf("%d pieces are kept of %d", len(c.text.segments), most)
		}
		c.End(end)
		if r := c.Report(); r.Faults["changed_text"] != 1 {
			t.Errorf("%v: %v", end, r.Faults)
		}
	}
}

// TestBounds_State sends events with any number of choices, indexes, tool calls, ids and
// counts.
func TestBounds_State(t *testing.T) {
	const many = 1000
	calls := new(strings.Builder)
	for i := range many {
		fmt.Fprintf(calls, `{"index":%d,"id":"c%d","function":{"name":"f","arguments":""}},`, i, i)
	}
	all := []string{
		`{"id":"a","choices":[{}` + strings.Repeat(`,{}`, mostChoices) + `]}`,
		`{"responseId":"a","candidates":[{}` + strings.Repeat(`,{}`, mostChoices) + `]}`,
		`{"id":"a","choices":[{"index":1000000000,"delta":{"content":"x"},"finish_reason":"stop"},{"index":65535,"delta":{"content":"x"}}]}`,
		`{"id":"a","choices":[{"index":0,"delta":{"tool_calls":[` + strings.TrimSuffix(calls.String(), ",") + `]}}]}`,
		`{"id":"a","created":1` + strings.Repeat(`,"created":1`, many) + `}`,
		`{"id":"` + strings.Repeat("b", 100*many) + `","choices":[]}`,
		`{"id":"a","choices":[{"index":0,"delta":{"content":"` + strings.Repeat("x", mostLearned) + `"}}]}`,
		`{"usage":{"completion_tokens":5},"metrics":{"x":1` + strings.Repeat(`,"x":1`, many) + `},"delta":{"usage":{"billed_units":{"x":1` + strings.Repeat(`,"x":1`, many) + `}}}}`,
	}
	for i := range many {
		all = append(all, fmt.Sprintf(`{"id":"a","type":"content_block_start","index":%d,"choices":[{"index":%d,"delta":{"content":"x"}}]}`, i, i))
	}
	for _, api := range APIs() {
		if !api.Streams() {
			continue
		}
		for _, body := range []string{"", `{"model":"m","stream":true,"n":1000000000,"candidateCount":1000000000,"messages":[]}`} {
			if body != "" && !api.asksStream("", []byte(body)) {
				continue
			}
			c := opened(t, Config{API: api, Stream: true}, body)
			for _, data := range all {
				c.takeAll("", data)
				if len(c.said.parts) > mostChoices || len(c.said.spans) > mostSpans {
					t.Fatalf("%s: %d parts and %d spans of %.60s…", api.Name, len(c.said.parts), len(c.said.spans), data)
				}
			}
			if len(c.given.others) >= mostChoices || len(c.plain.data) > mostLearned || len(c.faults) > int(numKinds) {
				t.Errorf("%s: %d other choices, a pattern of %d bytes, %d faults", api.Name, len(c.given.others), len(c.plain.data), len(c.faults))
			}
			c.End(nil)
			for _, f := range c.faults {
				if len(f.expected)+len(f.came) > 1000 {
					t.Errorf("%s: a fault of %d bytes", api.Name, len(f.expected)+len(f.came))
				}
			}
		}
	}
}

// TestBounds_Vectors loses every second answer.
func TestBounds_Vectors(t *testing.T) {
	v := newVectors()
	for own := range uint64(3 * mostHalves) {
		v.begin(pair{uint32(own), 1}, own)
	}
	if len(v.half) != mostHalves {
		t.Errorf("%d halves are kept", len(v.half))
	}
}

// TestBounds_Blocks sends a message of more parts than are distinguished.
func TestBounds_Blocks(t *testing.T) {
	c := opened(t, Config{API: Messages, Stream: true}, `{"model":"m","stream":true,"max_tokens":9,"messages":[]}`)
	c.takeAll("", `{"type":"message_start","message":{"id":"a","role":"assistant","usage":{"input_tokens":1,"output_tokens":1}}}`)
	for i := range 3 * mostIndexes {
		c.takeAll("", fmt.Sprintf(`{"type":"content_block_start","index":%d,"content_block":{"type":"tool_use","id":"t%d","name":"f","input":{}}}`, i, i))
		c.takeAll("", fmt.Sprintf(`{"type":"content_block_delta","index":%d,"delta":{"type":"input_json_delta","partial_json":"{}"}}`, i))
		c.takeAll("", fmt.Sprintf(`{"type":"content_block_stop","index":%d}`, i))
	}
	c.takeAll("", `{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}`, "", `{"type":"message_stop"}`)
	if c.End(nil); len(c.faults) > 0 {
		t.Errorf("%+v", c.faults)
	}
}
