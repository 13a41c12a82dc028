package bedrock

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
)

// ReadPrompt tells l what the request says.
func (*Converse) ReadPrompt(c *dialect.Session, l engine.Listener) {
	dialect.ReadToolNames(decode.Member(c.Options[optionToolConfig], "tools"), l, toolName)
	if system := decode.Member(c.Body, "system"); system != nil {
		l.Message(engine.RoleSystem)
		dialect.ReadContent(decode.New(system), l, engine.RoleSystem, nil)
	}
	dialect.ReadBlocks(c.Messages(), l, tellBlock)
}

// ReadPrompt tells l what the request says.
func (t *Invoke) ReadPrompt(c *dialect.Session, l engine.Listener) { t.Messages.ReadPrompt(c, l) }

func toolName(tool []byte) []byte {
	return dialect.TextMember(decode.Member(tool, "toolSpec"), "name")
}

// tellBlock tells l a tool call or the result of one.
func tellBlock(block []byte, l engine.Listener) bool {
	if call := decode.Member(block, "toolUse"); call != nil {
		l.Call(dialect.TextMember(call, "toolUseId"), dialect.TextMember(call, "name"), decode.Member(call, "input"))
		return true
	}
	result := decode.Member(block, "toolResult")
	if result == nil {
		return false
	}
	l.Result(dialect.TextMember(result, "toolUseId"), nil)
	dialect.ReadContent(decode.New(decode.Member(result, "content")), l, engine.RoleTool, tellJSON)
	return true
}

// tellJSON tells l of a result that is JSON, as it stands in the request.
func tellJSON(block []byte, l engine.Listener) bool {
	document := decode.Member(block, "json")
	if document != nil {
		l.Text(engine.RoleTool, skim.Text{Raw: document})
	}
	return document != nil
}
