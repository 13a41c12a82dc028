package gemini

// An enum lists the names of the values of an enum of proto3, as JSON strings, in the order of
// their numbers. Google's API takes names and numbers; the clients that are generated from its
// protocol buffers send numbers.
type enum [][]byte

var (
	schemaTypes  = newEnum("type_unspecified", "string", "number", "integer", "boolean", "array", "object", "null")
	callingModes = newEnum("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED")
	thresholds   = newEnum("HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF")
)

func newEnum(names ...string) (e enum) {
	for _, name := range names {
		e = append(e, []byte(`"`+name+`"`))
	}
	return e
}

// named returns the name of a value that is a number, and any other value as it is.
func (e enum) named(raw []byte) []byte {
	if len(raw) == 1 && raw[0] >= '0' && int(raw[0]-'0') < len(e) {
		return e[raw[0]-'0']
	}
	return raw
}
