package dialect

import "mock-openai/fast/internal/decode"

// TakeExtra takes a member that asks for more than plain text; nil for null.
func (c *Session) TakeExtra() []byte {
	c.WithExtras()
	return decode.NullAsNil(c.In.Raw())
}

// KeepOption keeps the raw member of a request as an option. null counts as absent.
func (c *Session) KeepOption(option int, raw []byte) {
	if raw = decode.NullAsNil(raw); raw != nil || c.Extras != nil {
		c.WithExtras()
		c.Options[option] = raw
	}
}
