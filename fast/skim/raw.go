package skim

// Raw reads the next value, of any kind, and returns its bytes.
func (c *Cursor) Raw() []byte {
	kind := c.Kind()
	start := c.i
	if kind == Object || kind == Array {
		c.container()
	} else {
		c.scalar(kind)
	}
	if c.err != nil {
		return nil
	}
	return c.src[start:c.i]
}

// container reads an object or array with everything in it.
func (c *Cursor) container() {
	var stack [MaxDepth + 1]Kind // kinds of the open containers, by depth
	for outside := c.depth; ; {
		switch kind := c.Kind(); kind {
		case Object:
			c.Object()
			stack[c.depth] = kind
		case Array:
			c.Array()
			stack[c.depth] = kind
		default:
			c.scalar(kind)
		}
		for more := false; !more; {
			if c.depth == outside || c.err != nil {
				return
			}
			if stack[c.depth] == Object {
				raw, _ := c.name()
				more = raw != nil
			} else {
				more = c.NextElem()
			}
		}
	}
}

func (c *Cursor) scalar(kind Kind) {
	switch kind {
	case String:
		c.text()
	case Number:
		c.number()
	case True:
		c.literal("true")
	case False:
		c.literal("false")
	case Null:
		c.literal("null")
	default:
		c.fail(c.i, ErrSyntax)
	}
}

func (c *Cursor) literal(word string) {
	if len(c.src)-c.i < len(word) || string(c.src[c.i:c.i+len(word)]) != word {
		c.fail(c.i, ErrSyntax)
		return
	}
	c.i += len(word)
}

// number reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
func (c *Cursor) number() {
	i := c.i
	if c.at(i) == '-' {
		i++
	}
	ok := true
	if c.at(i) == '0' {
		i++
	} else {
		i, ok = c.digits(i)
	}
	if ok && c.at(i) == '.' {
		i, ok = c.digits(i + 1)
	}
	if ok && c.at(i)|0x20 == 'e' {
		i++
		if b := c.at(i); b == '+' || b == '-' {
			i++
		}
		i, ok = c.digits(i)
	}
	if c.i = i; !ok {
		c.fail(i, ErrSyntax)
	}
}

// digits reads one or more digits.
func (c *Cursor) digits(i int) (end int, ok bool) {
	for end = i; c.at(end)-'0' <= 9; end++ {
	}
	return end, end > i
}

// at returns src[i], or 0 after the end.
func (c *Cursor) at(i int) byte {
	if i < len(c.src) {
		return c.src[i]
	}
	return 0
}
