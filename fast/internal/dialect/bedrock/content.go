package bedrock

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/skim"
)

// blockChars takes a content block, which is an object, and returns how many characters it
// holds: its text, the input of a tool, the result of one, or the text of a document.
// Images, reasoning and the rest have none.
func blockChars(in *decode.Reader) (chars int, err *apierr.Error) {
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch string(key) {
		case "text":
			if in.Kind() == skim.Object { // of guardContent
				chars += innerChars(in)
				continue
			}
			if in.Kind() != skim.String {
				return chars, wrongType(in, "String")
			}
			chars += in.String().Chars
		case "toolUse", "toolResult", "guardContent", "document", "source":
			chars += innerChars(in)
		default:
			in.Raw()
		}
	}
	return chars, nil
}

// innerChars takes what is inside of a block, and returns how many characters it holds.
func innerChars(in *decode.Reader) (chars int) {
	switch in.Kind() {
	case skim.Array:
		for in.Array(); in.NextElem(); {
			chars += innerChars(in)
		}
	case skim.Object:
		in.Object()
		for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
			switch string(key) {
			case "text":
				if in.Kind() == skim.Object {
					chars += innerChars(in)
				} else {
					chars += in.TakeText().Chars
				}
			case "input", "json":
				chars += decode.Chars(in.Raw())
			case "content", "source", "document":
				chars += innerChars(in)
			default:
				in.Raw()
			}
		}
	default:
		in.Raw()
	}
	return chars
}
