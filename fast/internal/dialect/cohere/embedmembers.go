package cohere

import (
	"fmt"
	"strings"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// takeEmbedMember takes a member of a request for embeddings, and skips those without
// effect.
func takeEmbedMember(c *dialect.Session, key []byte) *apierr.Error {
	e := embeddingOf(c)
	switch string(key) {
	case "model":
		return c.In.TakeString("model", &c.Request.Model)
	case "texts":
		e.given.texts = decode.NullAsNil(c.In.Raw())
		return nil
	case "images":
		e.given.images = decode.NullAsNil(c.In.Raw())
		return nil
	case "inputs":
		e.given.inputs = decode.NullAsNil(c.In.Raw())
		return nil
	case "embedding_types":
		return takeTypes(c)
	case "output_dimension":
		return takeDimension(c)
	case "max_tokens":
		n := usualMost
		err := c.In.TakeInt("max_tokens", &n)
		if e.most = n; n < 0 {
			e.most = usualMost
		}
		return err
	case "truncate":
		var side []byte
		err := c.In.TakeString("truncate", &side)
		e.refuses, e.keepsEnd = string(side) == "NONE", string(side) == "START"
		return err
	}
	c.In.Raw()
	return nil
}

// readInputs reads what is to be embedded, texts first.
func (e *embedding) readInputs() *apierr.Error {
	if err := e.readStrings("texts", e.given.texts); err != nil {
		return err
	}
	e.texts = len(e.session.Inputs)
	if err := e.readStrings("images", e.given.images); err != nil {
		return err
	}
	e.images = len(e.session.Inputs) - e.texts
	for i := e.texts; i < len(e.session.Inputs); i++ {
		e.session.Inputs[i].Tokens = 0 // of a data URI
	}
	return e.readContents(e.given.inputs)
}

// readStrings reads an array of strings.
func (e *embedding) readStrings(name string, raw []byte) *apierr.Error {
	return e.readArray(name, "a string", skim.String, raw)
}

// readContents reads an array of {"content":[…]}.
func (e *embedding) readContents(raw []byte) *apierr.Error {
	return e.readArray("inputs", "an object", skim.Object, raw)
}

// readArray adds the elements of an array, all of which are of one kind, to the inputs.
func (e *embedding) readArray(name, want string, kind skim.Kind, raw []byte) *apierr.Error {
	if raw == nil {
		return nil
	}
	c, in := e.session, decode.New(raw)
	if in.Kind() != skim.Array {
		_, one, _ := strings.Cut(want, " ")
		return in.Reject(name, "an array of "+one+"s")
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		switch {
		case in.Kind() != kind:
			return in.Reject(fmt.Sprintf("%s[%d]", name, i), want)
		case len(c.Inputs) == engine.MaxInputs:
			return errTooMany
		case kind == skim.String:
			text := in.String()
			c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
		default:
			e.addContent(decode.Member(in.Raw(), "content"))
		}
	}
	return nil
}

var errTooMany = badRequest("invalid request: total number of inputs must be at most %d", engine.MaxInputs)

// addContent adds an input of parts. One that is just a text is embedded like a text;
// others are hashed as they stand.
func (e *embedding) addContent(content []byte) {
	c := e.session
	in := decode.New(content)
	if in.Kind() != skim.Array {
		c.Inputs = append(c.Inputs, engine.Input{JSON: []byte{}})
		return
	}
	var text skim.Text
	parts, chars := 0, 0
	for in.Array(); in.NextElem(); parts++ {
		part := in.Raw()
		if one := decode.New(decode.Member(part, "text")); one.Kind() == skim.String {
			text = one.String()
			chars += c.Chars(text)
		} else {
			e.images++
		}
	}
	if parts == 1 && text.Raw != nil {
		c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(chars), Escaped: text.Escaped})
		return
	}
	c.Inputs = append(c.Inputs, engine.Input{JSON: content, Tokens: pool.Tokens(chars)})
}

// takeTypes takes an array of the types in which embeddings are wanted.
func takeTypes(c *dialect.Session) *apierr.Error {
	e := embeddingOf(c)
	e.types = 0
	if c.In.Kind() != skim.Array {
		return c.In.TakeNull("embedding_types", "an array of strings")
	}
	c.In.Array()
	for i := 0; c.In.NextElem(); i++ {
		if c.In.Kind() != skim.String {
			return c.In.Reject(fmt.Sprintf("embedding_types[%d]", i), "a string")
		}
		name, known := c.In.String().Raw, false
		for t := range embeddingTypes {
			if string(name) == embeddingTypes[t] {
				e.types, known = e.types|1<<t, true
			}
		}
		if !known {
			return badRequest("invalid request: embedding_types must be one of 'float', 'int8', 'uint8', 'binary', 'ubinary', or 'base64'.")
		}
	}
	return nil
}

func takeDimension(c *dialect.Session) *apierr.Error {
	n := 0
	if err := c.In.TakeInt("output_dimension", &n); err != nil {
		return err
	}
	if n < 0 || n > pool.MaxDimensions {
		return badRequest("invalid request: output_dimension must be between 1 and %d inclusive.", pool.MaxDimensions)
	}
	c.Request.Dimensions = n
	return nil
}
