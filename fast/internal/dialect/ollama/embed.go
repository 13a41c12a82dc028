package ollama

import (
	"cmp"
	"fmt"
	"slices"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// usualDimensions is how many numbers an embedding has of a model that is not well known.
const usualDimensions = 1024

// numberRoom is about how many bytes a number of an embedding takes.
const numberRoom = 14

// Embed is the codec of POST /api/embed.
type Embed struct {
	dialect.WholeOnly
	Text
}

// Generate makes nothing up: vectors depend on the inputs alone.
func (t *Embed) Generate(c *dialect.Session) *apierr.Error { return t.refuseModel(c) }

// Begin is for streams, which embeddings are not.
func (*Embed) Begin(*dialect.Session) {}

// Hold waits for the prompt.
func (*Embed) Hold(*dialect.Session) (tokens int, waits bool) { return 0, true }

// Decode reads the request.
func (*Embed) Decode(c *dialect.Session) *apierr.Error {
	return wordBody(decodeInputs(c, takeEmbed), c.Body, "api.EmbedRequest")
}

func decodeInputs(c *dialect.Session, take func(*dialect.Session, []byte) *apierr.Error) *apierr.Error {
	newAnswer(c, nil)
	c.Request.Stream = false
	if err := c.DecodeMembers(take); err != nil {
		return err
	}
	for i := range c.Inputs {
		c.PromptTokens += c.Inputs[i].Tokens
	}
	return nil
}

func takeEmbed(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return takeString(c, "EmbedRequest", "model", &c.Request.Model)
	case "input":
		return takeInput(c)
	case "dimensions":
		return takeDimensions(c)
	case "truncate":
		answerOf(c).untruncated = string(c.In.Raw()) == "false"
		return nil
	case "options":
		return takeEmbedOptions(c)
	}
	c.In.Raw()
	return nil
}

// takeEmbedOptions takes the options of the model. Only num_ctx counts.
func takeEmbedOptions(c *dialect.Session) *apierr.Error {
	if c.In.Kind() != skim.Object {
		c.In.Raw()
		return nil
	}
	c.In.Object()
	for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
		if string(key) != "num_ctx" {
			c.In.Raw()
			continue
		}
		if err := takeWindow(c); err != nil {
			return err
		}
	}
	return nil
}

// takeInput takes a text or an array of texts. An empty text counts as absent.
func takeInput(c *dialect.Session) *apierr.Error {
	c.Inputs = c.Inputs[:0]
	switch kind := c.In.Kind(); kind {
	case skim.String:
		if text := c.In.String(); len(text.Raw) > 0 {
			addInput(c, text)
		}
		return nil
	case skim.Array:
	default:
		if c.In.Raw(); kind != skim.Null {
			return errInput(c)
		}
		return nil
	}
	c.In.Array()
	for c.In.NextElem() {
		switch {
		case c.In.Kind() != skim.String:
			c.In.Raw()
			return errInput(c)
		case len(c.Inputs) == engine.MaxInputs:
			return badRequest(fmt.Sprintf("input has more than %d texts", engine.MaxInputs))
		}
		addInput(c, c.In.String())
	}
	return nil
}

func errInput(c *dialect.Session) *apierr.Error {
	if c.In.Err() != nil {
		return decode.ErrBadJSON
	}
	return badRequest("invalid input type")
}

func addInput(c *dialect.Session, text skim.Text) {
	c.Inputs = append(c.Inputs, engine.Input{Text: text.Raw, Tokens: pool.Tokens(c.Chars(text)), Escaped: text.Escaped})
}

// takeDimensions takes how many numbers an embedding is cut down to. One that asks for
// more gets all there are.
func takeDimensions(c *dialect.Session) *apierr.Error {
	c.Request.Dimensions = 0
	if kind := c.In.Kind(); kind != skim.Number && kind != skim.Null {
		return wrongType(&c.In, "EmbedRequest", "dimensions", "int")
	}
	err := c.In.TakeInt("dimensions", &c.Request.Dimensions)
	c.Request.Dimensions = max(c.Request.Dimensions, 0)
	return err
}

// dimensionsOf returns how many numbers the embeddings of an answer have.
func dimensionsOf(c *dialect.Session) int {
	own := modelDimensions(c.BaseModel)
	if n := c.Request.Dimensions; n > 0 && n < own {
		return n
	}
	return own
}

// modelDimensions returns how many numbers an embedding of the model has.
func modelDimensions(model []byte) int { return cmp.Or(engine.Dimensions(model), usualDimensions) }

// Size returns the bytes that the embeddings take, or an error if an answer may not be
// that long.
func (*Embed) Size(c *dialect.Session) (int, *apierr.Error) {
	n := len(c.Inputs) * numberRoom * dimensionsOf(c)
	if n > engine.MaxAnswer {
		return 0, badRequest(fmt.Sprintf("the embeddings would be longer than %d bytes together", engine.MaxAnswer))
	}
	return n, nil
}

// AppendAnswer appends {"model","embeddings",…}.
func (t *Embed) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	n := dimensionsOf(c)
	dst = slices.Grow(dst, len(c.Inputs)*numberRoom*n)
	dst = append(append(append(dst, `{"model":"`...), c.Model...), `","embeddings":[`...)
	for i := range c.Inputs {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(t.Generator.Pool.AppendVector(append(dst, '['), c.HashInput(&c.Inputs[i]), n), ']')
	}
	dst = append(dst, ']')
	if len(c.Inputs) > 0 {
		_, spent := answerOf(c).spent()
		dst = appendDurations(dst, least+max(spent, least))
		dst = render.AppendInt(append(dst, `,"prompt_eval_count":`...), c.PromptTokens)
	}
	return append(dst, '}')
}

// Embeddings is the codec of POST /api/embeddings, which takes one text.
type Embeddings struct{ Embed }

// Decode reads the request.
func (*Embeddings) Decode(c *dialect.Session) *apierr.Error {
	return wordBody(decodeInputs(c, takePrompt), c.Body, "api.EmbeddingRequest")
}

func takePrompt(c *dialect.Session, key []byte) *apierr.Error {
	switch string(key) {
	case "model":
		return takeString(c, "EmbeddingRequest", "model", &c.Request.Model)
	case "prompt":
		c.Inputs = c.Inputs[:0]
		text, err := takeText(c, "EmbeddingRequest", "prompt")
		if len(text.Raw) > 0 {
			addInput(c, text)
		}
		return err
	}
	c.In.Raw()
	return nil
}

// AppendAnswer appends {"embedding"}.
func (t *Embeddings) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	dst = append(dst, `{"embedding":[`...)
	for i := range c.Inputs {
		dst = t.Generator.Pool.AppendVector(dst, c.HashInput(&c.Inputs[i]), dimensionsOf(c))
	}
	return append(dst, `]}`...)
}
