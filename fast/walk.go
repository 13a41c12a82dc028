package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// decode walks the members of the body, which must be one object, and calls member
// before each value with the name of it. What member says of one counts for
// nothing if another of its name follows.
func (c *session) decode(member func(c *session, key []byte) *apierr.Error) *apierr.Error {
	err := c.walk(c.body, member)
	if err == nil || err == decode.ErrBadJSON {
		return err
	}
	if distinct := decode.WithoutDuplicates(c.body); distinct != nil {
		c.body = distinct
		return c.walk(distinct, member)
	}
	return err
}

func (c *session) walk(body []byte, member func(c *session, key []byte) *apierr.Error) *apierr.Error {
	c.in.Reset(body, &c.marks)
	if kind := c.in.Kind(); kind != skim.Object {
		c.in.Raw()
		if c.in.End() != nil {
			return decode.ErrBadJSON
		}
		return decode.ErrNotObject
	}
	c.in.Object()
	for key, ok := c.in.NextKey(); ok; key, ok = c.in.NextKey() {
		if err := member(c, key); err != nil {
			return err
		}
	}
	if c.in.End() != nil {
		return decode.ErrBadJSON
	}
	return nil
}
