package schema

// kinds is a set of kinds of JSON values.
type kinds uint8

// The kinds. A number without a fraction, 1.0 too, is an integer.
const (
	null kinds = 1 << iota
	boolean
	integer
	fraction
	text
	array
	object

	number  = integer | fraction
	anyKind = object<<1 - 1
)

// kindsOf returns the kinds that a name used with "type" stands for, 0 if it is
// no such name.
func kindsOf(name string) kinds {
	switch name {
	case "null":
		return null
	case "boolean":
		return boolean
	case "integer":
		return integer
	case "number":
		return number
	case "string":
		return text
	case "array":
		return array
	case "object":
		return object
	}
	return 0
}
