package bedrock

import (
	"bytes"
	"encoding/base64"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// CountTokens is the codec of CountTokens. Its requests contain one of Converse or the body
// of one of InvokeModel.
type CountTokens struct {
	dialect.WholeOnly
	Listed Listed                             // not nil also refuses requests that Bedrock refuses
	Refuse func(invoked []byte) *apierr.Error // the same for the body of one of InvokeModel; nil for none

	messages anthropic.CountTokens
}

var _ dialect.URIReader = (*CountTokens)(nil)

func (t *CountTokens) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	return messageOf(c).readModel(uri, t.Listed)
}

// Decode reads the request that the body contains.
func (t *CountTokens) Decode(c *dialect.Session) *apierr.Error {
	if err := c.DecodeMembers(skipMember); err != nil {
		return err
	}
	input := decode.Member(c.Body, "input")
	converse, invoke := decode.Member(input, "converse"), decode.Member(input, "invokeModel")
	switch {
	case (converse == nil) == (invoke == nil):
		return invalid("The input must have one of converse and invokeModel.")
	case converse != nil:
		c.Body = converse
		return t.decodeConverse(c)
	}
	return t.decodeInvoke(c, decode.New(invoke))
}

func skipMember(c *dialect.Session, _ []byte) *apierr.Error {
	c.In.Raw()
	return nil
}

func (t *CountTokens) decodeConverse(c *dialect.Session) *apierr.Error {
	m := messageOf(c)
	err := c.DecodeMembers(takeMember)
	c.PromptTokens = pool.Tokens(c.PromptChars + m.systemChars + m.toolChars)
	if err == nil && t.Listed != nil {
		err = refuse(c)
	}
	return err
}

// decodeInvoke reads a request of InvokeModel, whose body is a string in base64.
func (t *CountTokens) decodeInvoke(c *dialect.Session, invoke decode.Reader) *apierr.Error {
	if invoke.Kind() != skim.Object {
		return wrongType(&invoke, "InvokeModelTokensRequest")
	}
	raw := invoke.Member("body")
	if raw == nil {
		return invalid("1 validation error detected: Value at 'input.invokeModel.body' failed to satisfy constraint: Member must not be null")
	}
	in := decode.New(raw)
	if in.Kind() != skim.String {
		return wrongType(&in, "Blob")
	}
	m, model := messageOf(c), c.Request.Model
	encoded := in.String().Raw
	if bytes.IndexByte(encoded, '\\') >= 0 {
		encoded = skim.AppendUnescaped(nil, encoded)
	}
	var err error
	if m.scratch, err = base64.StdEncoding.AppendDecode(m.scratch[:0], encoded); err != nil {
		return &apierr.Error{Status: fasthttp.StatusBadRequest, Code: serialization, Message: "The body is not valid base64"}
	}
	if t.Refuse != nil {
		if err := t.Refuse(m.scratch); err != nil {
			return err
		}
	}
	c.Body = m.scratch
	wrong := t.messages.Decode(c)
	c.State.Release() // the message of Decode
	c.State, c.Encoder = m, m
	c.Request.Model = model
	return wrong
}

// Size returns about how many bytes the answer holds.
func (*CountTokens) Size(*dialect.Session) (int, *apierr.Error) { return 0, nil }

// AppendAnswer appends the number of tokens.
func (*CountTokens) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return append(render.AppendInt(append(dst, `{"inputTokens":`...), c.PromptTokens), '}')
}
