package anthropic

import (
	"bytes"
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// readTools reads the tools and which of them may be called.
func readTools(g *engine.Generator, c *dialect.Session) *apierr.Error {
	o, list, choice := &c.Extras.Tools, c.Options[optionTools], c.Options[optionToolChoice]
	if list == nil {
		return nil
	}
	in := decode.New(list)
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if in.Kind() != skim.Object {
			return wrongType(in.Reject("tools", ""), fmt.Sprintf("tools.%d", i), "dictionary")
		}
		t, err := takeTool(g, &in)
		if err != nil {
			return invalid(fmt.Sprintf("tools.%d.custom.input_schema", i), "%v", err)
		}
		if t.Name != nil && t.Schema != nil {
			o.Tools = append(o.Tools, t)
		}
	}
	return readChoice(o, list, choice)
}

// takeTool takes {"name","input_schema"}. Of Anthropic's own tools, which have a type, only
// those that the client runs are called.
func takeTool(g *engine.Generator, in *decode.Reader) (t engine.Tool, err error) {
	var kind, schema []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "name":
			t.Name = in.TakeText().Raw
		case "type":
			kind = in.TakeText().Raw
		case "input_schema":
			schema = decode.NullAsNil(in.Raw())
		default:
			in.Raw()
		}
	}
	if kind != nil && string(kind) != "custom" {
		if schema = clientTool(kind); schema == nil {
			return engine.Tool{}, nil
		}
	}
	t.Schema, err = g.Parameters.Get(schema)
	return t, err
}

// clientTools are the schemas of the inputs of Anthropic's tools that the client runs, by
// the beginning of their type.
var clientTools = []struct {
	prefix string
	schema []byte
}{
	{"computer_", []byte(`{"type":"object","properties":{"action":{"const":"screenshot"}},"required":["action"],"additionalProperties":false}`)},
	{"bash_", []byte(`{"type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false}`)},
	{"text_editor_", []byte(`{"type":"object","properties":{"command":{"const":"view"},"path":{"type":"string"}},"required":["command","path"],"additionalProperties":false}`)},
	{"memory_", []byte(`{"type":"object","properties":{"command":{"const":"view"},"path":{"const":"/memories"}},"required":["command","path"],"additionalProperties":false}`)},
}

// clientTool returns the schema of the input of a tool of that type, or nil if the client
// does not run it.
func clientTool(kind []byte) []byte {
	for i := range clientTools {
		if t := &clientTools[i]; len(kind) > len(t.prefix) && string(kind[:len(t.prefix)]) == t.prefix {
			return t.schema
		}
	}
	return nil
}

// readChoice reads {"type":"auto"|"any"|"tool"|"none","name","disable_parallel_tool_use"}.
// list is the tools, also those that are never called.
func readChoice(o *engine.ToolChoice, list, choice []byte) *apierr.Error {
	o.Single = string(decode.Member(choice, "disable_parallel_tool_use")) == "true"
	switch string(decode.Member(choice, "type")) {
	case `"none"`:
		o.Rate = 0
	case `"any"`:
		o.Forced = len(o.Tools) > 0
	case `"tool"`:
		name := decode.New(decode.Member(choice, "name"))
		if name.Kind() != skim.String {
			return nil
		}
		o.Allow(name.String().Raw)
		switch {
		case o.Allowed == 0 && offers(list, o.Unknown): // and runs it itself
			o.Rate = 0
			return nil
		case o.Allowed == 0:
			return invalid("tool_choice", "Tool '%s' not found in provided tools", skim.AppendUnescaped(nil, o.Unknown))
		}
		o.DropOthers()
		o.Forced = true
	}
	return nil
}

// offers reports whether a tool of that name is in a list, JSON-escaped as there.
func offers(list, name []byte) (found bool) {
	in := decode.New(list)
	for in.Array(); in.NextElem(); {
		found = found || bytes.Equal(toolName(in.Raw()), name)
	}
	return found
}
