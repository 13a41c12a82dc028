package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// takeInputs reads a string, an array of strings, an array of token numbers or
// an array of such arrays; null leaves the inputs empty.
func takeInputs(c *session, name string) *apierr.Error {
	c.inputs = c.inputs[:0]
	switch c.in.Kind() {
	case skim.String:
		takeText(c)
		return nil
	case skim.Array:
		return takeArray(c, name)
	}
	return c.in.TakeNull(name, "a string or an array")
}

// takeFilled takes inputs of which there must be one at least.
func takeFilled(c *session, name string) *apierr.Error {
	given := c.in.Kind() != skim.Null
	if err := takeInputs(c, name); err != nil {
		return err
	}
	if given && len(c.inputs) == 0 && c.in.Err() == nil {
		return decode.EmptyArray(name)
	}
	return nil
}

func takeText(c *session) {
	text := c.in.String()
	c.inputs = append(c.inputs, input{text: text.Raw, tokens: pool.Tokens(text.Chars), escaped: text.Escaped})
}

// takeArray takes an array as what its first element makes of it.
func takeArray(c *session, name string) *apierr.Error {
	whole := c.in
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if i == maxInputs {
			return decode.TooLong(name, maxInputs, i+1)
		}
		kind := c.in.Kind()
		switch {
		case kind == skim.String:
			takeText(c)
		case kind == skim.Number && i == 0:
			c.in = whole
			return takeNumbers(c, name)
		case kind == skim.Array:
			if err := takeNumbers(c, name); err != nil {
				return err
			}
		default:
			return c.in.Reject(fmt.Sprintf("%s[%d]", name, i), "a string or an array of integers")
		}
	}
	return nil
}

// takeNumbers takes an array of token numbers.
func takeNumbers(c *session, name string) *apierr.Error {
	whole := c.in
	n := 0
	c.in.Array()
	for ; c.in.NextElem(); n++ {
		if c.in.Kind() != skim.Number {
			return c.in.Reject(name, "arrays of integers only")
		}
		c.in.Raw()
	}
	c.inputs = append(c.inputs, input{numbers: whole.Raw(), tokens: n})
	return nil
}
