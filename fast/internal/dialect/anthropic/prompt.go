package anthropic

import (
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
)

// ReadPrompt tells l what the request says.
func (*Messages) ReadPrompt(c *dialect.Session, l engine.Listener) {
	dialect.ReadToolNames(c.Options[optionTools], l, toolName)
	if system := decode.Member(c.Body, "system"); system != nil {
		l.Message(engine.RoleSystem)
		dialect.ReadContent(decode.New(system), l, engine.RoleSystem, nil)
	}
	dialect.ReadBlocks(c.Messages(), l, tellBlock)
}

func toolName(tool []byte) []byte { return dialect.TextMember(tool, "name") }

// tellBlock tells l a tool call or the result of one. It reports false for any other block.
func tellBlock(block []byte, l engine.Listener) bool {
	switch string(decode.Member(block, "type")) {
	case `"tool_use"`:
		l.Call(dialect.TextMember(block, "id"), dialect.TextMember(block, "name"), decode.Member(block, "input"))
	case `"tool_result"`:
		l.Result(dialect.TextMember(block, "tool_use_id"), nil)
		dialect.ReadContent(decode.New(decode.Member(block, "content")), l, engine.RoleTool, nil)
	default:
		return false
	}
	return true
}
