package fast

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
