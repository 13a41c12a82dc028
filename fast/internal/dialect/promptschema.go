package dialect

import (
	"bytes"
	"sync"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// ReadPromptSchema reads the messages again if the answer may be any JSON object. If they have
// the JSON schema of one, the answer follows that: clients write it there if a model can be told
// to answer in JSON, but not in which.
func (c *Session) ReadPromptSchema(how Codec, g *engine.Generator) {
	if !c.Extras.Object {
		return
	}
	s := promptSchemas.Get().(*promptSchema)
	s.generator, s.extras = g, c.Extras
	how.ReadPrompt(c, s)
	*s = promptSchema{text: render.ResetOrDrop(s.text)}
	promptSchemas.Put(s)
}

var promptSchemas = sync.Pool{New: func() any { return new(promptSchema) }}

// promptSchema is a Listener that finds the JSON schema of an object. The last one counts.
type promptSchema struct {
	generator *engine.Generator
	extras    *engine.Extras // gets the schema
	text      []byte
}

var _ engine.Listener = (*promptSchema)(nil)

func (*promptSchema) Tool([]byte)                 {}
func (*promptSchema) Message(engine.Role)         {}
func (*promptSchema) Call([]byte, []byte, []byte) {}
func (*promptSchema) Result(_, _ []byte)          {}

// Text looks for schemas in what the system and the user say. A JSON document in JSON has
// escapes. A text that is longer than any schema may be is not searched.
func (s *promptSchema) Text(role engine.Role, text skim.Text) {
	said := role == engine.RoleSystem || role == engine.RoleUser
	if said && text.Escaped && len(text.Raw) <= maxSearched && bytes.Contains(text.Raw, mark) {
		s.text = skim.AppendUnescaped(s.text[:0], text.Raw)
		s.search(s.text)
	}
}

const maxSearched = 1 << 20

var mark = []byte("properties")

// search takes the schemas among the JSON objects in text. Objects that are never closed are
// read again for each bracket in them, so that is bounded.
func (s *promptSchema) search(text []byte) {
	for effort := maxSearched; effort > 0; {
		at := bytes.IndexByte(text, '{')
		if at < 0 {
			return
		}
		text = text[at:]
		in := decode.New(text)
		object := in.Raw()
		if in.Err() != nil {
			effort -= in.Offset()
			text = text[1:]
			continue
		}
		s.take(object)
		text = text[len(object):]
	}
}

// take keeps the schema that object is, if it is one.
func (s *promptSchema) take(object []byte) {
	defined := decode.Member(object, "$ref") != nil && decode.Member(object, "$defs") != nil
	if in := decode.New(decode.Member(object, "properties")); in.Kind() == skim.Object || defined {
		s.generator.FollowObject(s.extras, object)
	}
}
