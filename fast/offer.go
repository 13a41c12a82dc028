package fast

import (
	"fmt"
	"math/rand/v2"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// offer is what tools a request offers, and how likely the answer calls one.
type offer struct {
	tools    []tool
	rate     float64 // 0..1
	single   bool    // no two calls in one answer
	legacy   bool    // the tools are functions, of which the answer calls one
	flat     bool    // the tools are those of a response: {"type","name",…}
	forced   bool    // tool_choice leaves no choice, not even behind what a tool said
	named    bool    // it names the one function to call
	answered bool    // the last message is what a tool said: now it is on the model
	allowed  int     // tools that tool_choice names
	unknown  []byte  // a name in tool_choice that no tool has
}

// tool is a function or a custom tool.
type tool struct {
	name    []byte         // JSON-escaped
	schema  *schema.Schema // of a function's arguments; nil for a custom tool
	grammar *schema.Schema // of a custom tool's input; nil means any text
	allowed bool           // tool_choice names it
}

func (o *offer) reset() { *o = offer{tools: render.Emptied(o.tools)} }

// called draws whether the answer calls a tool. Only a forced call follows what a
// tool said, so that loops of agents end.
func (o *offer) called(r *rand.Rand) bool {
	if o.forced {
		return true
	}
	return len(o.tools) > 0 && o.rate > 0 && !o.answered && r.Float64() < o.rate
}

// finish is the finish_reason of an answer that calls. The real API has "stop" for
// a function that the request names.
func (o *offer) finish() finish {
	switch {
	case o.named:
		return finishStop
	case o.legacy:
		return finishFunctionCall
	}
	return finishToolCalls
}

// readOffer reads the tools and which of them may be called. Functions beside
// tools are ignored.
func (s *Server) readOffer(q *rich) *apierr.Error {
	o := &q.offer
	name, list, choice := "tools", q.wishes[wishTools], q.wishes[wishToolChoice]
	if list == nil && q.wishes[wishFunctions] != nil {
		o.legacy = true
		name, list, choice = "functions", q.wishes[wishFunctions], q.wishes[wishFunctionCall]
	}
	o.single = o.legacy || string(q.wishes[wishParallelToolCalls]) == "false"
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
		if err := s.takeTool(&in, o, i); err != nil {
			return err
		}
	}
	return o.readChoice(choice)
}

// takeTool takes tool i, which is an object: {"type","function":{…}},
// {"type","custom":{…}}, or with the members of these in itself where they are
// legacy or flat. A tool without a name cannot be called.
func (s *Server) takeTool(in *decode.Reader, o *offer, i int) *apierr.Error {
	var t, custom tool
	var err error
	param := "tools[%d].function.parameters"
	switch {
	case o.legacy:
		param = "functions[%d].parameters"
		t, err = s.takeFunction(in)
	case o.flat:
		param = "tools[%d].parameters"
		t, err = s.takeFlat(in)
	default:
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			switch string(key) {
			case "function":
				t, err = s.takeFunction(in)
			case "custom":
				custom, _ = s.takeFunction(in)
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
func (s *Server) takeFlat(in *decode.Reader) (tool, error) {
	kind := in.Member("type")
	t, err := s.takeFunction(in)
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
func (s *Server) takeFunction(in *decode.Reader) (t tool, err error) {
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
			t.grammar = s.takeGrammar(in)
		case isFormat:
			t.grammar = nil
			in.Raw()
		default:
			in.Raw()
		}
	}
	t.schema, err = s.parameters.Get(parameters)
	return t, err
}

// readChoice reads tool_choice or function_call: none, auto, required, or an
// object that names tools.
func (o *offer) readChoice(raw []byte) *apierr.Error {
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
	o.takeChoice(raw)
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
func (o *offer) takeChoice(choice []byte) {
	o.takeName(choice)
	if allowed := decode.Member(choice, "allowed_tools"); allowed != nil {
		choice = allowed
	}
	o.forced = string(decode.Member(choice, "mode")) != `"auto"`
	in := decode.New(decode.Member(choice, "tools"))
	if in.Kind() == skim.Array {
		for in.Array(); in.NextElem(); {
			o.takeName(in.Raw())
		}
	}
}

// takeName takes {"type","function":{"name"}}, {"type","custom":{"name"}}, or the
// {"name"} of a function_call.
func (o *offer) takeName(choice []byte) {
	for _, named := range [...][]byte{choice, decode.Member(choice, "function"), decode.Member(choice, "custom")} {
		in := decode.New(decode.Member(named, "name"))
		if in.Kind() == skim.String {
			o.allow(in.String().Raw)
		}
	}
}

// allow marks the tools of that name.
func (o *offer) allow(name []byte) {
	before := o.allowed
	for i := range o.tools {
		if t := &o.tools[i]; !t.allowed && string(t.name) == string(name) {
			t.allowed = true
			o.allowed++
		}
	}
	if o.allowed == before {
		o.unknown = name
	}
}

// dropOthers leaves only the tools that are allowed.
func (o *offer) dropOthers() {
	allowed := o.tools[:0]
	for _, t := range o.tools {
		if t.allowed {
			allowed = append(allowed, t)
		}
	}
	o.tools = allowed
}
