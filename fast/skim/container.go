package skim

// Object opens the object that comes next. Its members follow:
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

// NextKey returns the name of the next member of the open object, unescaped, and
// goes on to its value. After the last member it closes the object and returns
// false.
//
// A name that has escapes is unescaped into new memory. Nothing else allocates,
// and the names of OpenAI's API need no escapes.
func (c *Cursor) NextKey() (key []byte, ok bool) {
	key, escapes := c.name()
	if escapes > 0 {
		key = AppendUnescaped(nil, key)
	}
	return key, key != nil
}

// Array opens the array that comes next. Its elements follow:
//
//	for c.Array(); c.NextElem(); {
//		c.Raw()
//	}
func (c *Cursor) Array() { c.open('[') }

// NextElem goes on to the next element of the open array. After the last one
// it closes the array and returns false.
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
		c.fresh = true
	}
}

// next passes the comma before the next member or element, or the bracket
// behind the last one.
func (c *Cursor) next(bracket byte) bool {
	b := c.peek()
	if b == ',' && !c.fresh {
		c.i++
		return true
	}
	fresh := c.fresh
	c.fresh = false
	if b == bracket {
		c.i++
		c.depth--
		return false
	}
	if !fresh {
		c.fail(c.i, ErrSyntax)
	}
	return fresh
}

// name reads the next name and its colon. It returns nil behind the last member.
//
// It is next and text in one, with the place in a register all the way: in memory
// each step would wait for the one before it: 10% of a short request.
func (c *Cursor) name() (raw []byte, escapes int) {
	i, b := c.token(c.i)
	switch {
	case b == '}':
		c.i = i + 1
		c.depth--
		c.fresh = false
		return nil, 0
	case !c.fresh && b == ',':
		i, b = c.token(i + 1)
	case !c.fresh:
		b = 0
	}
	c.fresh = false
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
