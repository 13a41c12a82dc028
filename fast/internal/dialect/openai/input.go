package openai

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// takeInputs reads a string, an array of strings, an array of token numbers or an array
// of such arrays. Null leaves the inputs empty.
func takeInputs(c *dialect.Session, name string) *apierr.Error {
	c.Inputs = c.Inputs[:0]
	switch c.In.Kind() {
	case skim.String:
		takeText(c)
		return nil
	case skim.Array:
		return takeArray(c, name)
	}
	return c.In.TakeNull(name, "a string or an array")
}

// takeFilled takes at least one input.
func takeFilled(c *dialect.Session, name string) *apierr.Error {
	given := c.In.Kind() != skim.Null
	if err := takeInputs(c, name); err != nil {
		return err
	}
	if given && len(c.Inputs) == 0 && c.In.Err() == nil {
		return decode.EmptyArray(name)
	}
	return nil
}

func takeText(c *dialect.Session) {
	text := c.In.String()
	c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
}

// takeArray takes an array. Its first element says what it is an array of.
func takeArray(c *dialect.Session, name string) *apierr.Error {
	whole := c.In
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if i == engine.MaxInputs {
			return decode.TooLong(name, engine.MaxInputs, i+1)
		}
		kind := c.In.Kind()
		switch {
		case kind == skim.String:
			takeText(c)
		case kind == skim.Number && i == 0:
			c.In = whole
			return takeNumbers(c, name)
		case kind == skim.Array:
			if err := takeNumbers(c, name); err != nil {
				return err
			}
		default:
			return c.In.Reject(fmt.Sprintf("%s[%d]", name, i), "a string or an array of integers")
		}
	}
	return nil
}

// takeNumbers takes an array of token numbers.
func takeNumbers(c *dialect.Session, name string) *apierr.Error {
	whole := c.In
	n := 0
	c.In.Array()
	for ; c.In.NextElem(); n++ {
		if c.In.Kind() != skim.Number {
			return c.In.Reject(name, "arrays of integers only")
		}
		c.In.Raw()
	}
	c.Inputs = append(c.Inputs, engine.Input{JSON: whole.Raw(), Tokens: n})
	return nil
}
