package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/skim"
)

// blockChars takes a content block, which is an object, and returns how many characters it
// holds: its text, the input of a tool, the result of one, or the text of a document.
// Images, reasoning and the rest have none.
func blockChars(c *dialect.Session, in *decode.Reader) (chars int, err *apierr.Error) {
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "text":
			if in.Kind() == skim.Object { // of guardContent
				chars += innerChars(c, in)
				continue
			}
			if in.Kind() != skim.String {
				return chars, wrongType(in, "String")
			}
			chars += c.Chars(in.String())
		case "toolUse", "toolResult", "guardContent", "document", "source":
			chars += innerChars(c, in)
		default:
			in.Raw()
		}
	}
	return chars, nil
}

// innerChars takes what is inside of a block, and returns how many characters it holds.
func innerChars(c *dialect.Session, in *decode.Reader) (chars int) {
	switch in.Kind() {
	case skim.Array:
		for in.Array(); in.NextElem(); {
			chars += innerChars(c, in)
		}
	case skim.Object:
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			switch string(key) {
			case "text":
				if in.Kind() == skim.Object {
					chars += innerChars(c, in)
				} else {
					chars += c.Chars(in.TakeText())
				}
			case "input", "json":
				chars += c.JSONChars(in.Raw())
			case "content", "source", "document":
				chars += innerChars(c, in)
			default:
				in.Raw()
			}
		}
	default:
		in.Raw()
	}
	return chars
}
