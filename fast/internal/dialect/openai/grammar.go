package openai

import (
	"slices"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// takeGrammar takes the format of a custom tool: {"type":"grammar","syntax",
// "definition"}, where chat has the last two in a member grammar. It returns a schema for
// the texts that match a regular expression. It returns nil for an expression that Go
// does not know, and for any other format.
func takeGrammar(g *engine.Generator, in *decode.Reader) (grammar *schema.Schema) {
	var syntax, definition []byte
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		switch isObject := in.Kind() == skim.Object; {
		case string(key) == "grammar" && isObject:
			grammar = takeGrammar(g, in)
		case string(key) == "grammar":
			grammar = nil
			in.Raw()
		case string(key) == "syntax":
			syntax = in.Raw()
		case string(key) == "definition":
			definition = in.TakeText().Raw
		default:
			in.Raw()
		}
	}
	if string(syntax) == `"regex"` {
		document := slices.Concat([]byte(`{"type":"string","pattern":"^(?:`), definition, []byte(`)$"}`))
		grammar, _ = g.Schemas.Get(document)
	}
	return grammar
}
