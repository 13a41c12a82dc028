package skim

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds of JSON values. Invalid means that no value begins here.
const (
	Invalid Kind = iota
	Object
	Array
	String
	Number
	True
	False
	Null
)

var kinds = [256]Kind{
	'{': Object, '[': Array, '"': String, 't': True, 'f': False, 'n': Null, '-': Number,
	'0': Number, '1': Number, '2': Number, '3': Number, '4': Number,
	'5': Number, '6': Number, '7': Number, '8': Number, '9': Number,
}

// Kind returns the kind of the next value, judged by its first byte.
func (c *Cursor) Kind() Kind { return kinds[c.peek()] }
