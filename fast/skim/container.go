package skim

// Object opens the next value, an object. Its members follow:
//
//	c.Object()
//	for key, ok := c.NextKey(); ok; key, ok = c.NextKey() {
//		switch string(key) {
//		case "model":
//			model = c.String()
//		default:
//			c.Raw()
//		}
//	}
func (c *Cursor) Object() { c.open('{') }

// NextKey returns the unescaped name of the next member of the open object, and moves
// to its value. After the last member it closes the object and returns false.
//
// A name with escapes is unescaped into new memory. Nothing else allocates, and the
// names of OpenAI's API need no escapes.
func (c *Cursor) NextKey() (key []byte, ok bool) {
	key, escapes := c.name()
	if escapes > 0 {
		key = AppendUnescaped(nil, key)
	}
	return key, key != nil
}

// Array opens the next value, an array. Its elements follow:
//
//	for c.Array(); c.NextElem(); {
//		c.Raw()
//	}
func (c *Cursor) Array() { c.open('[') }

// NextElem moves to the next element of the open array. After the last one it closes
// the array and returns false.
func (c *Cursor) NextElem() bool { return c.next(']') }

func (c *Cursor) open(bracket byte) {
	switch {
	case c.peek() != bracket:
		c.mismatch()
	case c.depth == MaxDepth:
		c.fail(c.i, ErrDepth)
	default:
		c.i++
		c.depth++
		c.afterOpen = true
	}
}

// next reads the comma before the next member or element, or the bracket after the
// last one.
func (c *Cursor) next(bracket byte) bool {
	b := c.peek()
	if b == ',' && !c.afterOpen {
		c.i++
		return true
	}
	afterOpen := c.afterOpen
	c.afterOpen = false
	if b == bracket {
		c.i++
		c.depth--
		return false
	}
	if !afterOpen {
		c.fail(c.i, ErrSyntax)
	}
	return afterOpen
}

// name reads the next name and its colon. It returns nil after the last member.
//
// It is next and text in one, with the offset in a register throughout. In memory
// each step would wait for the one before, which costs 10% of a short request.
func (c *Cursor) name() (raw []byte, escapes int) {
	i, b := c.token(c.i)
	switch {
	case b == '}':
		c.i = i + 1
		c.depth--
		c.afterOpen = false
		return nil, 0
	case !c.afterOpen && b == ',':
		i, b = c.token(i + 1)
	case !c.afterOpen:
		b = 0
	}
	c.afterOpen = false
	if b != '"' {
		c.fail(i, ErrSyntax)
		return nil, 0
	}
	raw, end, _, escapes := c.textAt(i)
	if end, b = c.token(end); b != ':' {
		c.fail(end, ErrSyntax)
		return nil, 0
	}
	c.i = end + 1
	return raw, escapes
}
