package fast_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
)

// bedrockMessage is a message of an event stream, as the tests decode it.
type bedrockMessage struct {
	kind    string // the event, or the exception
	failed  bool   // it is an exception
	payload []byte
}

// bedrockMessages decodes a stream. It checks the lengths, checksums and headers of all
// messages. A stream that ends inside of a message is an error.
func bedrockMessages(stream []byte) (all []bedrockMessage, err error) {
	for len(stream) > 0 {
		if len(stream) < 16 {
			return all, fmt.Errorf("%d bytes are left", len(stream))
		}
		total, inHeaders := binary.BigEndian.Uint32(stream), binary.BigEndian.Uint32(stream[4:])
		if crc32.ChecksumIEEE(stream[:8]) != binary.BigEndian.Uint32(stream[8:]) {
			return all, fmt.Errorf("checksum of the prelude %x", stream[:12])
		}
		if int(total) > len(stream) || total < inHeaders+16 {
			return all, fmt.Errorf("length %d with %d bytes of headers, %d bytes are left", total, inHeaders, len(stream))
		}
		end := total - 4
		if crc32.ChecksumIEEE(stream[:end]) != binary.BigEndian.Uint32(stream[end:]) {
			return all, fmt.Errorf("checksum of message %q", stream[:total])
		}
		headers, err := bedrockHeaders(stream[12 : 12+inHeaders])
		m := bedrockMessage{kind: headers[":event-type"] + headers[":exception-type"], failed: headers[":message-type"] == "exception", payload: stream[12+inHeaders : end]}
		if err != nil || headers[":content-type"] != "application/json" || m.failed != (headers[":exception-type"] != "") || !m.failed && headers[":message-type"] != "event" {
			return all, fmt.Errorf("headers %v: %v", headers, err)
		}
		all, stream = append(all, m), stream[total:]
	}
	return all, nil
}

// bedrockHeaders decodes headers, which must all be strings.
func bedrockHeaders(raw []byte) (map[string]string, error) {
	headers := map[string]string{}
	for len(raw) > 0 {
		name := string(raw[1 : 1+raw[0]])
		raw = raw[1+raw[0]:]
		if raw[0] != 7 {
			return headers, fmt.Errorf("header %s has type %d", name, raw[0])
		}
		size := binary.BigEndian.Uint16(raw[1:])
		headers[name], raw = string(raw[3:3+size]), raw[3+size:]
	}
	return headers, nil
}

// wantMessages decodes a stream that must be intact.
func wantMessages(t testing.TB, stream []byte) []bedrockMessage {
	t.Helper()
	all, err := bedrockMessages(stream)
	if err != nil {
		t.Fatalf("%v in %q", err, stream)
	}
	return all
}

// anthropicStream returns the server-sent events that the chunks of a stream hold.
func anthropicStream(t testing.TB, stream []byte) []byte {
	t.Helper()
	var all []byte
	for _, m := range wantMessages(t, stream) {
		var chunk struct {
			Bytes []byte
			P     string
		}
		var event struct{ Type string }
		if err := json.Unmarshal(m.payload, &chunk); err != nil || m.kind != "chunk" || chunk.P == "" {
			t.Fatalf("%s %s: %v", m.kind, m.payload, err)
		}
		if err := json.Unmarshal(chunk.Bytes, &event); err != nil || event.Type == "ping" {
			t.Fatalf("%s: %v", chunk.Bytes, err)
		}
		all = fmt.Appendf(all, "event: %s\ndata: %s\n\n", event.Type, chunk.Bytes)
	}
	return all
}

// converseAnswer is an answer of Converse.
type converseAnswer struct {
	Output struct {
		Message struct {
			Role    string
			Content []converseBlock
		}
	}
	StopReason string
	Usage      struct{ InputTokens, OutputTokens, TotalTokens int }
	Metrics    struct{ LatencyMs *int }
	Fields     json.RawMessage `json:"additionalModelResponseFields"`
}

type converseBlock struct {
	Text      *string           `json:",omitempty"`
	ToolUse   *converseToolUse  `json:",omitempty"`
	Reasoning *converseReasoned `json:"reasoningContent,omitempty"`
}

type converseToolUse struct {
	ToolUseID, Name string
	Input           json.RawMessage
}

type converseReasoned struct {
	ReasoningText struct{ Text, Signature string }
}

// converseEvent is the payload of any event of ConverseStream.
type converseEvent struct {
	Role  string
	Index int `json:"contentBlockIndex"`
	Start struct{ ToolUse *converseToolUse }
	Delta struct {
		Text      *string
		ToolUse   *struct{ Input string }
		Reasoning *struct{ Text, Signature string } `json:"reasoningContent"`
	}
	StopReason string
	Fields     json.RawMessage `json:"additionalModelResponseFields"`
	P          string
}

// conversed is the answer that a stream makes, put together as clients do. It wants the
// events in their order.
func conversed(t testing.TB, stream []byte) (a converseAnswer) {
	t.Helper()
	var order []string
	content := &a.Output.Message.Content
	for _, m := range wantMessages(t, stream) {
		var e converseEvent
		if err := json.Unmarshal(m.payload, &e); err != nil || e.P == "" {
			t.Fatalf("%s %s: %v", m.kind, m.payload, err)
		}
		switch m.kind {
		case "messageStart":
			a.Output.Message.Role = e.Role
		case "contentBlockStart":
			*content = append(*content, converseBlock{ToolUse: e.Start.ToolUse})
		case "contentBlockDelta":
			if e.Index == len(*content) {
				*content = append(*content, converseBlock{})
			}
			b := &(*content)[e.Index]
			switch d := e.Delta; {
			case d.Text != nil:
				text := *d.Text
				if b.Text != nil {
					text = *b.Text + text
				}
				b.Text = &text
			case d.ToolUse != nil:
				b.ToolUse.Input = append(b.ToolUse.Input, d.ToolUse.Input...)
			case d.Reasoning != nil:
				if b.Reasoning == nil {
					b.Reasoning = new(converseReasoned)
				}
				r := &b.Reasoning.ReasoningText
				r.Text, r.Signature = r.Text+d.Reasoning.Text, r.Signature+d.Reasoning.Signature
			}
		case "contentBlockStop":
			if e.Index != len(*content)-1 {
				t.Errorf("block %d of %d ends", e.Index, len(*content))
			}
		case "messageStop":
			a.StopReason, a.Fields = e.StopReason, e.Fields
		case "metadata":
			if err := json.Unmarshal(m.payload, &a); err != nil {
				t.Fatal(err)
			}
		}
		if len(order) == 0 || order[len(order)-1] != m.kind {
			order = append(order, m.kind)
		}
	}
	want := "messageStart"
	for _, b := range *content {
		if b.ToolUse != nil {
			want += " contentBlockStart"
		}
		want += " contentBlockDelta contentBlockStop"
	}
	if got := strings.Join(order, " "); got != want+" messageStop metadata" {
		t.Errorf("events come as %s", got)
	}
	return a
}
