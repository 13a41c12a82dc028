package engine

// MaxInputs is the largest number of prompts or of texts to embed in one request.
const MaxInputs = 2048

// Input is one prompt or one text to embed: a text, an array of token numbers,
// or parts such as images.
type Input struct {
	Text    []byte // inside of the JSON string; nil if the input is no text
	JSON    []byte // of any other input, such as an array of token numbers; nil for a text
	Tokens  int
	Escaped bool // Text has escapes
}
