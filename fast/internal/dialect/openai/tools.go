package openai

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// ReadTools reads the tools and which of them may be called. If there are tools, functions are
// ignored. Flat tools are those of a response: {"type","name",…}.
func ReadTools(g *engine.Generator, c *dialect.Session, flat bool) *apierr.Error {
	o := &c.Extras.Tools
	name, list, choice := "tools", c.Options[OptionTools], c.Options[OptionToolChoice]
	if list == nil && c.Options[optionFunctions] != nil {
		o.Legacy = true
		name, list, choice = "functions", c.Options[optionFunctions], c.Options[optionFunctionCall]
	}
	o.Single = o.Legacy || string(c.Options[OptionParallelToolCalls]) == "false"
	if list == nil && len(o.Tools) == 0 {
		return nil
	}
	if err := TakeTools(g, o, name, list, flat); err != nil {
		return err
	}
	return readChoice(o, choice)
}

// TakeTools adds the tools of list, which is JSON, to o. Errors call the list name. A nil list
// has no tools.
func TakeTools(g *engine.Generator, o *engine.ToolChoice, name string, list []byte, flat bool) *apierr.Error {
	if list == nil {
		return nil
	}
	in := decode.New(list)
	if in.Kind() != skim.Array {
		return in.Reject(name, "an array of objects")
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if in.Kind() != skim.Object {
			return in.Reject(fmt.Sprintf("%s[%d]", name, i), "an object")
		}
		if err := takeTool(g, &in, o, i, flat); err != nil {
			return err
		}
	}
	return nil
}

// takeTool takes tool i, an object: {"type","function":{…}} or {"type","custom":{…}}.
// Legacy tools have the members of the inner object in the outer one. A tool without a name
// cannot be called.
func takeTool(g *engine.Generator, in *decode.Reader, o *engine.ToolChoice, i int, flat bool) *apierr.Error {
	var t, custom engine.Tool
	var err error
	param := "tools[%d].function.parameters"
	switch {
	case o.Legacy:
		param = "functions[%d].parameters"
		t, err = takeFunction(g, in)
	case flat:
		return takeFlat(g, in, o, i, nil)
	default:
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			switch string(key) {
			case "function":
				t, err = takeFunction(g, in)
			case "custom":
				custom, _ = takeFunction(g, in)
				custom.Schema = nil
			default:
				in.Raw()
			}
		}
	}
	if t.Name == nil {
		t = custom
	}
	if err != nil {
		return errParameters(param, i, t.Name, err)
	}
	if t.Name != nil {
		o.Tools = append(o.Tools, t)
	}
	return nil
}

// takeFunction takes {"name","parameters"}, or {"name","format"} of a custom tool, and
// nothing from any other value. It returns an error if no arguments are valid for the
// parameters.
func takeFunction(g *engine.Generator, in *decode.Reader) (t engine.Tool, err error) {
	if in.Kind() != skim.Object {
		in.Raw()
		return t, nil
	}
	var parameters []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch isFormat := string(key) == "format"; {
		case string(key) == "name":
			t.Name = in.TakeText().Raw
		case string(key) == "parameters":
			parameters = decode.NullAsNil(in.Raw())
		case isFormat && in.Kind() == skim.Object:
			t.Grammar = takeGrammar(g, in)
		case isFormat:
			t.Grammar = nil
			in.Raw()
		default:
			in.Raw()
		}
	}
	t.Schema, err = g.Parameters.Get(parameters)
	return t, err
}

// readChoice reads tool_choice or function_call: none, auto, required, or an
// object that names tools.
func readChoice(o *engine.ToolChoice, raw []byte) *apierr.Error {
	if len(o.Tools) == 0 {
		return nil
	}
	switch string(raw) {
	case `"none"`:
		o.Rate = 0
	case `"required"`:
		o.Forced = true
	}
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return nil
	}
	o.Forced = true
	takeChoice(o, raw)
	switch {
	case o.Allowed > 0:
		o.DropOthers()
		o.Named = string(decode.Member(raw, "type")) != `"allowed_tools"`
	case o.Unknown != nil:
		return errNoTool(o.Legacy, o.Unknown)
	default:
		o.Forced = false
		if kind := string(decode.Member(raw, "type")); kind == `"allowed_tools"` || kind == `"mcp"` { // of tools that OpenAI runs itself
			o.Rate = 0
		}
	}
	return nil
}

// takeChoice takes the object of a choice: what takeName takes, or
// {"type","allowed_tools":{"mode","tools":[…]}} with any of these, or the same without
// the member allowed_tools.
func takeChoice(o *engine.ToolChoice, choice []byte) {
	takeName(o, choice)
	if allowed := decode.Member(choice, "allowed_tools"); allowed != nil {
		choice = allowed
	}
	o.Forced = string(decode.Member(choice, "mode")) != `"auto"`
	in := decode.New(decode.Member(choice, "tools"))
	if in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			takeName(o, in.Raw())
		}
	}
}

// takeName takes {"type","function":{"name"}}, {"type","custom":{"name"}}, or the
// {"name"} of a function_call. The name of a tool of an MCP server is not among the tools.
func takeName(o *engine.ToolChoice, choice []byte) {
	if string(decode.Member(choice, "type")) == `"mcp"` {
		return
	}
	for _, named := range [...][]byte{choice, decode.Member(choice, "function"), decode.Member(choice, "custom")} {
		in := decode.New(decode.Member(named, "name"))
		if in.Kind() == skim.String {
			o.Allow(in.String().Raw)
		}
	}
}
