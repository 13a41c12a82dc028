package dialect

import (
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Block is a part of an answer's content, of APIs whose content has typed blocks.
type Block struct {
	Kind BlockKind
	Text pool.Article     // text, reasoning, or input as JSON
	Call *engine.ToolCall // of a tool
	Cut  bool             // the input is incomplete
}

// BlockKind is what a block holds.
type BlockKind uint8

// The kinds of blocks.
const (
	TextBlock BlockKind = iota
	ReasoningBlock
	ToolBlock
)

// AppendBlocks appends the blocks of the answer: reasoning, a text, calls of tools. An empty
// text is left out.
func (c *Session) AppendBlocks(dst []Block, g *engine.Generator) []Block {
	if c.Thinks() {
		dst = append(dst, Block{Kind: ReasoningBlock, Text: g.Thought(&c.Turn, c.ReasoningTokens)})
	}
	said := &c.Choices[0]
	if said.Article.Tokens() > 0 {
		dst = append(dst, Block{Text: said.Article})
	}
	if c.Extras != nil && len(c.Extras.Calls) > 0 {
		calls := c.Extras.Calls
		for i := range calls {
			dst = append(dst, Block{Kind: ToolBlock, Text: calls[i].Input, Call: &calls[i]})
		}
		dst[len(dst)-1].Cut = said.Finish == engine.FinishLength
	}
	return dst
}

// AppendInput appends what a tool is called with.
func (b *Block) AppendInput(dst []byte) []byte {
	if b.Cut {
		return append(dst, `{}`...) // half an object is none
	}
	return skim.AppendUnescaped(dst, b.Text.Text())
}

// BlockID returns the number that the id or the signature of block i is made of.
func (c *Session) BlockID(i int) render.ID { return render.ID{c.ID[0], c.ID[1] + 1 + uint64(i)} }

// AppendSignature appends the signature of the reasoning in block i. A real one is opaque, too.
func (c *Session) AppendSignature(dst []byte, i int) []byte {
	id := c.BlockID(i)
	for range 4 {
		dst = id.AppendAnswer(dst)
		id[1] += 1 << 32
	}
	return dst
}

// StopReason says why the answer ends, in the words of Anthropic's models; refused is the
// word for an answer that is refused or filtered.
func (c *Session) StopReason(refused string) string {
	switch said := &c.Choices[0]; {
	case said.Finish == engine.FinishLength:
		return "max_tokens"
	case said.Finish == engine.FinishRefusal, said.Finish == engine.FinishFiltered:
		return refused
	case c.Extras != nil && len(c.Extras.Calls) > 0:
		return "tool_use"
	case said.Stop != nil:
		return "stop_sequence"
	}
	return "end_turn"
}
