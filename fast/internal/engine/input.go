package engine

// MaxInputs is the most prompts or texts to embed that one request may have.
const MaxInputs = 2048

// Input is one prompt or one text to embed: a string or an array of token
// Numbers.
type Input struct {
	Text    []byte // inside of the JSON string; nil for token numbers
	Numbers []byte // the JSON array of token numbers
	Tokens  int
	Escaped bool // text has escapes
}
