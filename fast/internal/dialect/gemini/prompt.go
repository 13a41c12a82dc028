package gemini

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// ReadPrompt tells l what the request says.
func (g *Codec) ReadPrompt(c *dialect.Session, l engine.Listener) {
	each(c.Options[optionTools], func(tool []byte) {
		each(member(tool, "functionDeclarations", "function_declarations"), func(function []byte) {
			if name := dialect.TextMember(function, "name"); name != nil {
				l.Tool(name)
			}
		})
	})
	if system := member(c.Body, "systemInstruction", "system_instruction"); system != nil {
		l.Message(engine.RoleSystem)
		tellParts(decode.Member(system, "parts"), l, engine.RoleSystem)
	}
	each(c.Body[c.MessagesAt:max(c.MessagesAt, answerOf(c).contentsEnd)], func(content []byte) { tellContent(content, l) })
}

// each calls do with the elements of an array, or with the one value that Google takes for
// an array of one.
func each(raw []byte, do func(element []byte)) {
	in := decode.New(raw)
	switch in.Kind() {
	case skim.Object:
		do(in.Raw())
	case skim.Array:
		for in.Array(); in.NextElem(); {
			do(in.Raw())
		}
	}
}

// tellContent tells l of a content. One with the result of a function is a tool's.
func tellContent(content []byte, l engine.Listener) {
	role, parts := engine.RoleUser, decode.Member(content, "parts")
	switch {
	case returns(parts):
		role = engine.RoleTool
	case string(decode.Member(content, "role")) == `"model"`:
		role = engine.RoleAssistant
	}
	l.Message(role)
	tellParts(parts, l, role)
}

func tellParts(parts []byte, l engine.Listener, role engine.Role) {
	each(parts, func(part []byte) { tellPart(part, l, role) })
}

// tellPart tells l of a part: a text, a call, or the result of a function.
func tellPart(part []byte, l engine.Listener, role engine.Role) {
	if call := member(part, "functionCall", "function_call"); call != nil {
		l.Call(dialect.TextMember(call, "id"), dialect.TextMember(call, "name"), decode.Member(call, "args"))
		return
	}
	if result := member(part, "functionResponse", "function_response"); result != nil {
		l.Result(dialect.TextMember(result, "id"), dialect.TextMember(result, "name"))
		l.Text(engine.RoleTool, skim.Text{Raw: decode.Member(result, "response")})
		return
	}
	if text := decode.New(decode.Member(part, "text")); text.Kind() == skim.String {
		l.Text(role, text.String())
	}
}

// returns reports whether the result of a function is among parts.
func returns(parts []byte) (found bool) {
	each(parts, func(part []byte) {
		found = found || member(part, "functionResponse", "function_response") != nil
	})
	return found
}
