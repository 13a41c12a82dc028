package dialect

import (
	"bytes"
	"sync"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/internal/schema"
	"mock-openai/fast/skim"
)

// ReadPromptSchema reads the messages again if they may have a JSON schema that the answer is to
// follow. Clients write it there if a model can be told to answer in JSON, but not in which: then
// any schema of an object counts, or else the first example of one. Others only describe in the
// prompt what they want: without such a mode, the last message has to say that it wants JSON of
// that schema.
func (c *Session) ReadPromptSchema(how Codec, g *engine.Generator) {
	q := c.Extras
	if !q.Object && (!c.schemaLikely || q.Schema != nil || q.Echo) {
		return
	}
	s := promptSchemas.Get().(*promptSchema)
	s.generator, s.extras, s.asks = g, q, !q.Object
	how.ReadPrompt(c, s)
	*s = promptSchema{text: render.ResetOrDrop(s.text), made: render.ResetOrDrop(s.made)}
	promptSchemas.Put(s)
}

// noteText notes whether a text of the prompt may have a JSON schema. A JSON document in JSON
// has escapes, and what asks for JSON ends with the schema or little more.
func (c *Session) noteText(text skim.Text) {
	const behind = 256
	if text.Escaped && bytes.IndexByte(text.Raw[max(len(text.Raw)-behind, 0):], '}') >= 0 {
		c.schemaLikely = c.schemaLikely || bytes.Contains(text.Raw, mark)
	}
}

var promptSchemas = sync.Pool{New: func() any { return new(promptSchema) }}

// promptSchema is a Listener that finds a JSON schema. The last one counts.
type promptSchema struct {
	generator *engine.Generator
	extras    *engine.Extras // gets the schema
	asks      bool           // the last message has to ask for JSON
	result    bool           // the result of a tool is being read
	text      []byte
	made      []byte // the schema of an example
}

var _ engine.Listener = (*promptSchema)(nil)

func (*promptSchema) Tool([]byte)                 {}
func (*promptSchema) Call([]byte, []byte, []byte) {}

func (s *promptSchema) Message(engine.Role) {
	if s.asks {
		s.extras.Schema, s.result = nil, false
	}
}

func (s *promptSchema) Result(_, _ []byte) { s.result = true }

// Text looks for schemas in what the system and the user say. A text that is longer than any
// schema may be is not searched.
func (s *promptSchema) Text(role engine.Role, text skim.Text) {
	said := role == engine.RoleUser || role == engine.RoleSystem && !s.asks
	if !said || s.asks && s.result {
		return
	}
	if text.Escaped && len(text.Raw) <= maxSearched && (!s.asks || bytes.Contains(text.Raw, mark)) {
		s.text = skim.AppendUnescaped(s.text[:0], text.Raw)
		s.search(s.text)
	}
}

const maxSearched = 1 << 20

var mark = []byte("properties")

// search takes the schemas among the JSON objects in text. Objects that are never closed are
// read again for each bracket in them, so that is bounded, as is the number of schemas.
func (s *promptSchema) search(text []byte) {
	const compiling = 1 << 10 // is the effort for a schema
	rest := text
	for effort := maxSearched; effort > 0; {
		at := bytes.IndexByte(rest, '{')
		if at < 0 {
			return
		}
		rest = rest[at:]
		in := decode.New(rest)
		object := in.Raw()
		if in.Err() != nil {
			effort -= in.Offset()
			rest = rest[1:]
			continue
		}
		if schemas := s.schemasFor(object); schemas != nil {
			effort -= compiling
			if compiled, err := schemas.Get(object); err == nil && (!s.asks || asksForJSON(text[:len(text)-len(rest)])) {
				s.extras.Schema = compiled
			}
		} else if !s.asks && s.extras.Schema == nil && saysJSON(text[:len(text)-len(rest)]) {
			effort -= compiling
			s.follow(object)
		}
		rest = rest[len(object):]
	}
}

// schemasFor returns what compiles an object, or nil if that is no schema of an answer.
func (s *promptSchema) schemasFor(object []byte) *schema.Cache {
	has := func(name string, kind skim.Kind) bool {
		in := decode.New(decode.Member(object, name))
		return in.Kind() == kind
	}
	switch {
	case has("properties", skim.Object), has("$ref", skim.String) && has("$defs", skim.Object):
		return s.generator.Parameters
	case s.asks && string(decode.Member(object, "type")) == `"array"`: // in JSON mode an answer is an object
		return s.generator.Schemas
	}
	return nil
}

// follow takes the schema of objects like an example.
func (s *promptSchema) follow(example []byte) {
	schema, ok := appendExample(s.made[:0], example)
	if s.made = schema; ok {
		s.extras.Schema, _ = s.generator.Parameters.Get(schema)
	}
}

// asksForJSON reports whether the text before a schema says that it is one, and of JSON.
func asksForJSON(before []byte) bool {
	return saysJSON(before) && says(before, "schema", "Schema")
}

// saysJSON reports whether the text before an object speaks of JSON.
func saysJSON(before []byte) bool { return says(before, "JSON", "json") }

func says(before []byte, words ...string) bool {
	const near = 600
	before = before[max(len(before)-near, 0):]
	for _, word := range words {
		if bytes.Contains(before, []byte(word)) {
			return true
		}
	}
	return false
}
