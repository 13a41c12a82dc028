package dialect

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// DecodeMembers reads the body, which must be one JSON object. It calls member with the
// name of each member, to read the value. If a name is repeated, the last value counts,
// and errors of the others are ignored.
func (c *Session) DecodeMembers(member func(c *Session, key []byte) *apierr.Error) *apierr.Error {
	err := c.walk(c.Body, member)
	if err == nil || err == decode.ErrBadJSON {
		return err
	}
	if distinct := decode.WithoutDuplicates(c.Body); distinct != nil {
		c.Body = distinct
		return c.walk(distinct, member)
	}
	return err
}

func (c *Session) walk(body []byte, member func(c *Session, key []byte) *apierr.Error) *apierr.Error {
	c.In.Reset(body, &c.marks)
	if kind := c.In.Kind(); kind != skim.Object {
		c.In.Raw()
		if c.In.End() != nil {
			return decode.ErrBadJSON
		}
		return decode.ErrNotObject
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if err := member(c, key); err != nil {
			return err
		}
	}
	if c.In.End() != nil {
		return decode.ErrBadJSON
	}
	return nil
}
