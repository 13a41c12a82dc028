package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// readOffer reads the tools and which of them may be called. Functions beside
// tools are ignored. Flat tools are those of a response: {"type","name",…}.
func readOffer(g *generator, c *session, flat bool) *apierr.Error {
	o := &c.rich.offer
	name, list, choice := "tools", c.options[wishTools], c.options[wishToolChoice]
	if list == nil && c.options[wishFunctions] != nil {
		o.legacy = true
		name, list, choice = "functions", c.options[wishFunctions], c.options[wishFunctionCall]
	}
	o.single = o.legacy || string(c.options[wishParallelToolCalls]) == "false"
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
	return readChoice(o, choice)
}

// takeTool takes tool i, which is an object: {"type","function":{…}},
// {"type","custom":{…}}, or with the members of these in itself where they are
// legacy or flat. A tool without a name cannot be called.
func takeTool(g *generator, in *decode.Reader, o *offer, i int, flat bool) *apierr.Error {
	var t, custom tool
	var err error
	param := "tools[%d].function.parameters"
	switch {
	case o.legacy:
		param = "functions[%d].parameters"
		t, err = takeFunction(g, in)
	case flat:
		param = "tools[%d].parameters"
		t, err = takeFlat(g, in)
	default:
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			switch string(key) {
			case "function":
				t, err = takeFunction(g, in)
			case "custom":
				custom, _ = takeFunction(g, in)
				custom.schema = nil
			default:
				in.Raw()
			}
		}
	}
	if t.name == nil {
		t = custom
	}
	if err != nil {
		return errParameters(param, i, t.name, err)
	}
	if t.name != nil {
		o.tools = append(o.tools, t)
	}
	return nil
}

// takeFlat takes {"type","name","parameters"}. Tools that OpenAI runs itself
// are not called.
func takeFlat(g *generator, in *decode.Reader) (tool, error) {
	kind := in.Member("type")
	t, err := takeFunction(g, in)
	switch string(kind) {
	case `"function"`, "":
		return t, err
	case `"custom"`:
		return tool{name: t.name, grammar: t.grammar}, nil
	}
	return tool{}, nil
}

// takeFunction takes {"name","parameters"}, or {"name","format"} of a custom
// tool, and nothing from any other value. An error says that there are no arguments for such parameters.
func takeFunction(g *generator, in *decode.Reader) (t tool, err error) {
	if in.Kind() != skim.Object {
		in.Raw()
		return t, nil
	}
	var parameters []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch isFormat := string(key) == "format"; {
		case string(key) == "name":
			t.name = in.TakeText().Raw
		case string(key) == "parameters":
			parameters = decode.OrNil(in.Raw())
		case isFormat && in.Kind() == skim.Object:
			t.grammar = takeGrammar(g, in)
		case isFormat:
			t.grammar = nil
			in.Raw()
		default:
			in.Raw()
		}
	}
	t.schema, err = g.parameters.Get(parameters)
	return t, err
}

// readChoice reads tool_choice or function_call: none, auto, required, or an
// object that names tools.
func readChoice(o *offer, raw []byte) *apierr.Error {
	if len(o.tools) == 0 {
		return nil
	}
	switch string(raw) {
	case `"none"`:
		o.rate = 0
	case `"required"`:
		o.forced = true
	}
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return nil
	}
	o.forced = true
	takeChoice(o, raw)
	switch {
	case o.allowed > 0:
		o.dropOthers()
		o.named = string(decode.Member(raw, "type")) != `"allowed_tools"`
	case o.unknown != nil:
		return errNoTool(o.legacy, o.unknown)
	default:
		o.forced = false
	}
	return nil
}

// takeChoice takes the object of a choice, whichever it is: what takeName takes,
// {"type","allowed_tools":{"mode","tools":[…]}} with any of these, or the same
// without the member allowed_tools between.
func takeChoice(o *offer, choice []byte) {
	takeName(o, choice)
	if allowed := decode.Member(choice, "allowed_tools"); allowed != nil {
		choice = allowed
	}
	o.forced = string(decode.Member(choice, "mode")) != `"auto"`
	in := decode.New(decode.Member(choice, "tools"))
	if in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			takeName(o, in.Raw())
		}
	}
}

// takeName takes {"type","function":{"name"}}, {"type","custom":{"name"}}, or the
// {"name"} of a function_call.
func takeName(o *offer, choice []byte) {
	for _, named := range [...][]byte{choice, decode.Member(choice, "function"), decode.Member(choice, "custom")} {
		in := decode.New(decode.Member(named, "name"))
		if in.Kind() == skim.String {
			o.allow(in.String().Raw)
		}
	}
}
