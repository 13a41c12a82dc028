package bedrock

import (
	"bytes"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// EmbedDialect is the dialect of InvokeModel for models that embed texts: Amazon's Titan or Cohere's
// Embed. Their bodies are not those of messages.
var EmbedDialect = newEmbedDialect()

var (
	titanEmbed  = []byte("amazon.titan-embed-")
	cohereEmbed = []byte("cohere.embed-")
)

func newEmbedDialect() *dialect.Dialect {
	d := *Dialect
	d.Claims = func(h *fasthttp.RequestHeader) bool {
		path := h.RequestURI()
		return bytes.Contains(path, titanEmbed) || bytes.Contains(path, cohereEmbed)
	}
	return &d
}

// Embed is the codec of InvokeModel for models that embed texts.
type Embed struct {
	dialect.WholeOnly
	Pool   *pool.Pool
	Listed Listed // not nil also refuses members that the models do not know

	Streams bool // requests are for streams, which these models do not have
}

var _ dialect.URIReader = (*Embed)(nil)

// optionTypes keeps embedding_types of Cohere, which decides the form of the answer.
const optionTypes = 0

// ReadURI reads the name of the model.
func (t *Embed) ReadURI(c *dialect.Session, uri *fasthttp.URI) (err *apierr.Error) {
	v := invocationOf(c)
	c.Request.Model, v.model, err = t.Listed.modelIn(uri, v.model)
	return err
}

// Decode reads the body of the model's maker.
func (t *Embed) Decode(c *dialect.Session) *apierr.Error {
	model, take, needs := c.Request.Model, takeTitan, "inputText"
	if bytes.Contains(model, cohereEmbed) {
		take, needs = takeCohere, "texts"
	}
	known := true
	err := c.DecodeMembers(func(c *dialect.Session, key []byte) *apierr.Error {
		var err *apierr.Error
		known, err = take(c, key)
		if !known && t.Listed != nil && err == nil {
			return malformed("#: extraneous key [%s] is not permitted", key)
		}
		return err
	})
	switch c.Request.Model = model; {
	case t.Streams:
		return invalid("The model is unsupported for streaming.")
	case err != nil:
		return err
	case len(c.Inputs) == 0:
		return malformed("#: required key [%s] not found", needs)
	}
	for i := range c.Inputs {
		c.PromptTokens += c.Inputs[i].Tokens
	}
	return nil
}

// malformed says what is wrong with a body, in the words of the schemas of all models.
func malformed(format string, args ...any) *apierr.Error {
	return invalid("Malformed input request: "+format+", please reformat your input and try again.", args...)
}

// takeTitan takes a member of {"inputText","dimensions","normalize","embeddingTypes"}, and
// reports whether it is one.
func takeTitan(c *dialect.Session, key []byte) (known bool, _ *apierr.Error) {
	switch string(key) {
	case "inputText":
		c.Inputs = c.Inputs[:0]
		return true, takeEmbedded(c, "#/inputText")
	case "dimensions":
		return true, takeDimensions(c, "dimensions")
	case "normalize", "embeddingTypes":
		c.In.Raw()
		return true, nil
	}
	c.In.Raw()
	return false, nil
}

// takeCohere takes a member of {"texts","input_type","truncate","embedding_types",…}.
func takeCohere(c *dialect.Session, key []byte) (known bool, _ *apierr.Error) {
	switch string(key) {
	case "texts":
		c.Inputs = c.Inputs[:0]
		if c.In.Kind() != skim.Array {
			c.In.Raw()
			return true, malformed("#/texts: expected type: JSONArray")
		}
		for c.In.Array(); c.In.NextElem(); {
			if err := takeEmbedded(c, "#/texts"); err != nil {
				return true, err
			}
		}
		return true, nil
	case "output_dimension":
		return true, takeDimensions(c, "output_dimension")
	case "embedding_types":
		c.KeepOption(optionTypes, c.In.Raw())
		return true, nil
	case "input_type", "truncate", "images", "inputs", "max_tokens":
		c.In.Raw()
		return true, nil
	}
	c.In.Raw()
	return false, nil
}

// takeDimensions takes the number of dimensions of an embedding.
func takeDimensions(c *dialect.Session, name string) *apierr.Error {
	c.Request.Dimensions = 0
	err := c.In.TakeInt(name, &c.Request.Dimensions)
	switch {
	case err == decode.ErrBadJSON:
		return err
	case err != nil:
		return malformed("#/%s: expected type: Integer", name)
	case c.Request.Dimensions < 1 || c.Request.Dimensions > pool.MaxDimensions:
		return malformed("#/%s: %d is not from 1 to %d", name, c.Request.Dimensions, pool.MaxDimensions)
	}
	return nil
}

// takeEmbedded takes a text to embed.
func takeEmbedded(c *dialect.Session, at string) *apierr.Error {
	if c.In.Kind() != skim.String {
		c.In.Raw()
		return malformed("%s: expected type: String", at)
	}
	if len(c.Inputs) == engine.MaxInputs {
		return malformed("%s: more than %d texts", at, engine.MaxInputs)
	}
	text := c.In.String()
	c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
	return nil
}

// Generate settles how many numbers an embedding has.
func (t *Embed) Generate(c *dialect.Session) *apierr.Error {
	if c.Request.Dimensions == 0 {
		c.Request.Dimensions = engine.Dimensions(c.BaseModel)
	}
	if c.Request.Dimensions == 0 {
		c.Request.Dimensions = usualDimensions
	}
	return nil
}

const (
	usualDimensions = 1024 // of models that are not well known
	numberRoom      = 14   // about how many bytes a number takes
)

// Size is about how many bytes the answer holds.
func (t *Embed) Size(c *dialect.Session) (int, *apierr.Error) {
	n := 2*len(c.Inputs)*numberRoom*c.Request.Dimensions + len(c.Body)
	if n > engine.MaxAnswer {
		return 0, invalid("The embeddings would be longer than %d bytes together.", engine.MaxAnswer)
	}
	return n, nil
}

// AppendAnswer appends the embeddings in the form of the model's maker.
func (t *Embed) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	n, _ := t.Size(c)
	dst = slices.Grow(dst, n)
	if bytes.Contains(c.BaseModel, cohereEmbed) {
		return t.appendCohere(dst, c)
	}
	dst = t.appendVector(append(dst, `{"embedding":`...), c, 0)
	if bytes.Contains(c.BaseModel, []byte("-v2")) {
		dst = append(t.appendVector(append(dst, `,"embeddingsByType":{"float":`...), c, 0), '}')
	}
	return append(render.AppendInt(append(dst, `,"inputTextTokenCount":`...), c.PromptTokens), '}')
}

// appendCohere appends {"id","embeddings","response_type","texts"}.
func (t *Embed) appendCohere(dst []byte, c *dialect.Session) []byte {
	byType := c.Extras != nil && c.Options[optionTypes] != nil
	dst = append(c.ID.AppendUUID(append(dst, `{"id":"`...)), `","embeddings":`...)
	if byType {
		dst = append(dst, `{"float":`...)
	}
	for i := range c.Inputs {
		dst = t.appendVector(append(dst, "[,"[min(i, 1)]), c, i)
	}
	kind := `],"response_type":"embeddings_floats","texts":`
	if byType {
		kind = `]},"response_type":"embeddings_by_type","texts":`
	}
	dst = append(dst, kind...)
	for i := range c.Inputs {
		dst = append(append(dst, "[,"[min(i, 1)], '"'), c.Inputs[i].Text...)
		dst = append(dst, '"')
	}
	return append(dst, `]}`...)
}

// appendVector appends the embedding of a text. It does not depend on how the text is escaped.
func (t *Embed) appendVector(dst []byte, c *dialect.Session, i int) []byte {
	text := c.Inputs[i].Text
	if c.Inputs[i].Escaped {
		c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), text)
		text = c.Scratch
	}
	return append(t.Pool.AppendVector(append(dst, '['), pool.Hash(0, text), c.Request.Dimensions), ']')
}
