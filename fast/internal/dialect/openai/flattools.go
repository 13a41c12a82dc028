package openai

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// takeFlat takes tool i of a response, an object: {"type","name","parameters"}, or a
// namespace of such tools. Tools that OpenAI runs itself are not called.
func takeFlat(g *engine.Generator, in *decode.Reader, o *engine.ToolChoice, i int, namespace []byte) *apierr.Error {
	kind := in.Member("type")
	if string(kind) == `"namespace"` && namespace == nil {
		return takeNamespace(g, in.Raw(), o, i)
	}
	t, err := takeFunction(g, in)
	switch string(kind) {
	case `"function"`, "":
		if err != nil {
			return errParameters("tools[%d].parameters", i, t.Name, err)
		}
	case `"custom"`:
		t.Schema = nil
	default:
		return nil
	}
	if t.Name != nil {
		t.Namespace = namespace
		o.Tools = append(o.Tools, t)
	}
	return nil
}

// takeNamespace takes tool i, {"type":"namespace","name","tools":[…]}.
func takeNamespace(g *engine.Generator, raw []byte, o *engine.ToolChoice, i int) *apierr.Error {
	name, in := dialect.TextMember(raw, "name"), decode.New(decode.Member(raw, "tools"))
	if name == nil || in.Kind() != skim.Array {
		return nil
	}
	for in.Array(); in.NextElem(); {
		if in.Kind() != skim.Object {
			in.Raw()
			continue
		}
		if err := takeFlat(g, &in, o, i, name); err != nil {
			return err
		}
	}
	return nil
}

// ReadFlatNames tells l the names of the tools of a response, those in namespaces included.
func ReadFlatNames(list []byte, l engine.Listener) {
	in := decode.New(list)
	if in.Kind() != skim.Array {
		return
	}
	for in.Array(); in.NextElem(); {
		tool := in.Raw()
		if string(decode.Member(tool, "type")) == `"namespace"` {
			dialect.ReadToolNames(decode.Member(tool, "tools"), l, toolName)
		} else if name := toolName(tool); name != nil {
			l.Tool(name)
		}
	}
}
