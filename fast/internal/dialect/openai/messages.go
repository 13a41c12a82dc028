package openai

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// ReadPrompt tells l what a chat request says.
func (*Chat) ReadPrompt(c *dialect.Session, l engine.Listener) {
	ReadToolNames(c, l)
	ReadMessages(c.Messages(), l)
}

// ReadPrompt tells l the prompts, each as a message of the user.
func (*Completions) ReadPrompt(c *dialect.Session, l engine.Listener) {
	for i := range c.Inputs {
		in := &c.Inputs[i]
		l.Message(engine.RoleUser)
		l.Text(engine.RoleUser, skim.Text{Raw: in.Text, Escaped: in.Escaped})
	}
}

// ReadToolNames tells l the names of the tools or functions of a request.
func ReadToolNames(c *dialect.Session, l engine.Listener) {
	list := c.Options[OptionTools]
	if list == nil {
		list = c.Options[optionFunctions]
	}
	dialect.ReadToolNames(list, l, toolName)
}

// toolName returns the name of {"function":{"name"}}, {"custom":{"name"}} or {"name"}.
func toolName(tool []byte) []byte {
	for _, inner := range [...]string{"function", "custom"} {
		if object := decode.Member(tool, inner); object != nil {
			return dialect.TextMember(object, "name")
		}
	}
	return dialect.TextMember(tool, "name")
}

// ReadMessages tells l what messages say, or the items of a response. The input of a
// response may be just what the user says.
func ReadMessages(in decode.Reader, l engine.Listener) {
	switch in.Kind() {
	case skim.String:
		l.Message(engine.RoleUser)
		l.Text(engine.RoleUser, in.String())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			m := takeMessage(&in)
			m.tell(l)
		}
	}
}

// message is a message of a chat or an item of a response. The readers stand before the
// values; they are empty if those are absent.
type message struct {
	role, kind              []byte // the role and the type, JSON-escaped
	id, name                []byte // of a call or of its result
	input                   []byte // of a call
	content, output         decode.Reader
	hasOutput               bool
	toolCalls, functionCall []byte
}

// takeMessage takes a message, an object.
func takeMessage(r *decode.Reader) (m message) {
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "role":
			m.role = r.TakeText().Raw
		case "type":
			m.kind = r.TakeText().Raw
		case "content":
			m.content = *r
			r.Raw()
		case "output":
			m.output, m.hasOutput = *r, true
			r.Raw()
		case "tool_call_id", "call_id":
			m.id = r.TakeText().Raw
		case "name", "tool_name":
			m.name = r.TakeText().Raw
		case "arguments", "input":
			m.input = r.Raw()
		case "tool_calls":
			m.toolCalls = r.Raw()
		case "function_call":
			m.functionCall = r.Raw()
		default:
			r.Raw()
		}
	}
	return m
}

// tell tells l what m says.
func (m *message) tell(l engine.Listener) {
	role := m.role
	if role == nil {
		role = m.kind
	}
	switch string(role) {
	case "user":
		l.Message(engine.RoleUser)
		tellContent(m.content, l, engine.RoleUser)
	case "system", "developer":
		l.Message(engine.RoleSystem)
		tellContent(m.content, l, engine.RoleSystem)
	case "assistant", "reasoning":
		l.Message(engine.RoleAssistant)
		tellContent(m.content, l, engine.RoleAssistant)
		tellCalls(m.toolCalls, l)
		tellCall(m.functionCall, nil, l)
	case "function_call", "custom_tool_call":
		l.Message(engine.RoleAssistant)
		l.Call(m.id, m.name, m.input)
	case "tool", "function", "function_call_output", "custom_tool_call_output":
		l.Message(engine.RoleTool)
		l.Result(m.id, m.name)
		if m.hasOutput {
			m.content = m.output
		}
		tellContent(m.content, l, engine.RoleTool)
	default: // such as an item_reference
		l.Message(engine.RoleSystem)
	}
}

// tellCalls tells l the calls of a message: [{"id","function":{…}}], or with "custom".
func tellCalls(list []byte, l engine.Listener) {
	in := decode.New(list)
	if in.Kind() != skim.Array {
		return
	}
	for in.Array(); in.NextElem(); {
		call := in.Raw()
		inner := decode.Member(call, "function")
		if inner == nil {
			inner = decode.Member(call, "custom")
		}
		tellCall(inner, dialect.TextMember(call, "id"), l)
	}
}

// tellCall tells l a call: {"name","arguments"} or {"name","input"}.
func tellCall(call, id []byte, l engine.Listener) {
	name := dialect.TextMember(call, "name")
	if name == nil {
		return
	}
	input := decode.Member(call, "arguments")
	if input == nil {
		input = decode.Member(call, "input")
	}
	l.Call(id, name, input)
}

// tellContent tells l the texts of a content.
func tellContent(in decode.Reader, l engine.Listener, role engine.Role) {
	switch in.Kind() {
	case skim.String:
		l.Text(role, in.String())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			if text := takeSaid(&in); text.Raw != nil {
				l.Text(role, text)
			}
		}
	}
}

// takeSaid takes a part of a content and returns its text, or that of a document, which
// only Cohere has: {"document":{"data"}}.
func takeSaid(r *decode.Reader) (text skim.Text) {
	r.Object()
	for key, ok := r.NextKey(); ok; key, ok = r.NextKey() {
		switch string(key) {
		case "text":
			text = r.TakeText()
		case "document":
			data := decode.New(r.Member("data"))
			if r.Raw(); data.Kind() == skim.String {
				text = data.String()
			}
		default:
			r.Raw()
		}
	}
	return text
}
