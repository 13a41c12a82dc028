package bedrock

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/pool"
)

// Converse is the codec of Converse and of ConverseStream.
type Converse struct {
	dialect.Spoken
	Generator *engine.Generator
	Listed    Listed // not nil also refuses requests that Bedrock refuses
	Streams   bool
}

var _ dialect.URIReader = (*Converse)(nil)

func (t *Converse) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	c.Request.Stream = t.Streams
	return messageOf(c).readModel(uri, t.Listed)
}

func (*Converse) Decode(c *dialect.Session) *apierr.Error {
	m := messageOf(c)
	err := c.DecodeMembers(takeMember)
	c.PromptTokens = pool.Tokens(c.PromptChars + m.systemChars + m.toolChars)
	return err
}

func (t *Converse) Generate(c *dialect.Session) *apierr.Error {
	if t.Listed != nil {
		if err := refuse(c); err != nil {
			return err
		}
	}
	if err := c.Generate(t.Generator, t.readOptions); err != nil {
		return err
	}
	m := messageOf(c)
	m.blocks = c.AppendBlocks(m.blocks, t.Generator)
	return nil
}

func (t *Converse) Begin(c *dialect.Session) {
	messageOf(c).begin(t.Generator.HasClusters())
}

func (*Converse) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return messageOf(c).appendWhole(dst)
}
