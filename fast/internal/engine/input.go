package engine

// MaxInputs is the largest number of prompts or of texts to embed in one request.
const MaxInputs = 2048

// Input is one prompt or one text to embed: a string or an array of token numbers.
type Input struct {
	Text    []byte // inside of the JSON string; nil for token numbers
	Numbers []byte // the JSON array of token numbers
	Tokens  int
	Escaped bool // Text has escapes
}
