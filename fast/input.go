package fast

import (
	"fmt"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// maxInputs is the most prompts or texts to embed that one request may have.
const maxInputs = 2048

// input is one prompt or one text to embed: a string or an array of token
// numbers.
type input struct {
	text    []byte // inside of the JSON string; nil for token numbers
	numbers []byte // the JSON array of token numbers
	tokens  int
	escaped bool // text has escapes
}

// takeInputs reads a string, an array of strings, an array of token numbers or
// an array of such arrays; null leaves the inputs empty.
func (c *call) takeInputs(name string) *apierr.Error {
	c.inputs = c.inputs[:0]
	switch c.in.Kind() {
	case skim.String:
		c.takeText()
		return nil
	case skim.Array:
		return c.takeArray(name)
	}
	return c.in.TakeNull(name, "a string or an array")
}

// takeFilled takes inputs of which there must be one at least.
func (c *call) takeFilled(name string) *apierr.Error {
	given := c.in.Kind() != skim.Null
	if err := c.takeInputs(name); err != nil {
		return err
	}
	if given && len(c.inputs) == 0 && c.in.Err() == nil {
		return decode.EmptyArray(name)
	}
	return nil
}

func (c *call) takeText() {
	text := c.in.String()
	c.inputs = append(c.inputs, input{text: text.Raw, tokens: pool.Tokens(text.Chars), escaped: text.Escaped})
}

// takeArray takes an array as what its first element makes of it.
func (c *call) takeArray(name string) *apierr.Error {
	whole := c.in
	c.in.Array()
	for i := 0; c.in.NextElem(); i++ {
		if i == maxInputs {
			return decode.TooLong(name, maxInputs, i+1)
		}
		kind := c.in.Kind()
		switch {
		case kind == skim.String:
			c.takeText()
		case kind == skim.Number && i == 0:
			c.in = whole
			return c.takeNumbers(name)
		case kind == skim.Array:
			if err := c.takeNumbers(name); err != nil {
				return err
			}
		default:
			return c.in.Reject(fmt.Sprintf("%s[%d]", name, i), "a string or an array of integers")
		}
	}
	return nil
}

// takeNumbers takes an array of token numbers.
func (c *call) takeNumbers(name string) *apierr.Error {
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
