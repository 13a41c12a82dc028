package schema

// kinds is a set of kinds of JSON values.
type kinds uint8

// The kinds. A number without a fraction, such as 1.0, is an integer.
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

// kindsOf returns the kinds for a name used with "type", or 0 if the name is unknown.
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
