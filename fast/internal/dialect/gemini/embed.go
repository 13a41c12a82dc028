package gemini

import (
	"bytes"
	"fmt"
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

// EmbedContent returns the codec of embedContent.
func (a *API) EmbedContent() dialect.Codec {
	return &embed{API: a, take: takeEmbedding, form: &oneForm}
}

// BatchEmbedContents returns the codec of batchEmbedContents.
func (a *API) BatchEmbedContents() dialect.Codec {
	return &embed{API: a, take: takeBatch, form: &batchForm}
}

// Predict returns the codec of predict, with which Vertex AI embeds texts.
func (a *API) Predict() dialect.Codec { return &embed{API: a, take: takePredict, form: &predictForm} }

// embed is what the codecs of embeddings have in common.
type embed struct {
	dialect.WholeOnly
	*API
	take func(c *dialect.Session, key []byte) *apierr.Error
	form *vectorForm
}

// vectorForm is what comes around the numbers of vectors.
type vectorForm struct {
	open, vector, behind, close string
	counted                     bool // the number of tokens follows

	missing func(i int) *apierr.Error // for text i
}

var (
	oneForm = vectorForm{
		open: `{"embedding":`, vector: `{"values":[`, behind: `]}`, close: `}`,
		missing: func(int) *apierr.Error { return badField("EmbedContentRequest.content", notSpecified) },
	}
	batchForm = vectorForm{
		open: `{"embeddings":[`, vector: `{"values":[`, behind: `]}`, close: `]}`,
		missing: func(i int) *apierr.Error {
			return badField(fmt.Sprintf("BatchEmbedContentsRequest.requests[%d].content", i), notSpecified)
		},
	}
	predictForm = vectorForm{
		open: `{"predictions":[`, vector: `{"embeddings":{"values":[`, behind: `],"statistics":{"truncated":false,"token_count":`, close: `]}`, counted: true,
		missing: func(int) *apierr.Error {
			return &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "The text content is empty."}
		},
	}
)

const notSpecified = "contents is not specified"

// embedding is what a request asks to embed.
type embedding struct {
	texts      []embeddedText
	dimensions int // of all texts that ask for no others; 0 for the model's own
}

type embeddedText struct {
	given      bool
	hash       uint64
	tokens     int
	dimensions int // 0 for those of the request
}

func (e *embedding) reset() { *e = embedding{texts: e.texts[:0]} }

// Dimensions if a request asks for none.
const (
	geminiDimensions = 3072 // of gemini-embedding models
	textDimensions   = 768
)

// Unfiltered says that texts are embedded even if a filter would refuse them.
func (*embed) Unfiltered() {}

func (e *embed) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	newAnswer(c, e.vertex).readModel(uri)
	return nil
}

func (e *embed) Decode(c *dialect.Session) *apierr.Error {
	r := answerOf(c)
	if err := c.DecodeMembers(e.take); err != nil {
		return err
	}
	for i := range r.embedding.texts {
		if !r.embedding.texts[i].given {
			return e.form.missing(i)
		}
		c.PromptTokens += r.embedding.texts[i].tokens
	}
	if len(r.embedding.texts) == 0 {
		return e.form.missing(0)
	}
	return nil
}

// takeEmbedding takes a member of a request to embed one content.
func takeEmbedding(c *dialect.Session, key []byte) *apierr.Error {
	r := answerOf(c)
	r.embedding.texts = r.embedding.texts[:min(len(r.embedding.texts), 1)]
	return takeItem(c, key, 0)
}

// takeItem takes a member of {"content","outputDimensionality"}, which is text i.
func takeItem(c *dialect.Session, key []byte, i int) *apierr.Error {
	e := &answerOf(c).embedding
	if len(e.texts) == i {
		e.texts = append(e.texts, embeddedText{})
	}
	switch string(key) {
	case "content":
		return takeEmbedded(c, &e.texts[i])
	case "outputDimensionality", "output_dimensionality":
		return takeDimensions(c, &e.texts[i].dimensions)
	case "embedContentConfig", "embed_content_config":
		return members(c, "embed_content_config", func(c *dialect.Session, key []byte) *apierr.Error { return takeItem(c, key, i) })
	}
	c.In.Raw()
	return nil
}

// takeEmbedded takes a content that is to be embedded.
func takeEmbedded(c *dialect.Session, to *embeddedText) *apierr.Error {
	if c.In.Kind() != skim.Object {
		return reject(c, "content", "TYPE_MESSAGE")
	}
	parts := decode.New(decode.Member(c.In.Raw(), "parts"))
	if c.In.Err() != nil {
		return decode.ErrBadJSON
	}
	to.given, to.hash = true, 0
	chars := 0
	take := func(text skim.Text) {
		c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), text.Raw)
		to.hash = pool.Hash(to.hash, c.Scratch)
		chars += c.Chars(text)
	}
	switch parts.Kind() {
	case skim.Object:
		take(textOf(&parts))
	case skim.Array:
		for parts.Array(); parts.NextElem(); {
			if parts.Kind() == skim.Object {
				take(textOf(&parts))
			} else {
				parts.Raw()
			}
		}
	}
	to.tokens = pool.Tokens(chars)
	return nil
}

func takeDimensions(c *dialect.Session, to *int) *apierr.Error {
	*to = 0
	if err := takeInt(c, "output_dimensionality", to); err != nil {
		return err
	}
	if *to < 0 || *to > pool.MaxDimensions {
		return badField("EmbedContentRequest.output_dimensionality", fmt.Sprintf("output_dimensionality must be in the range [1, %d].", pool.MaxDimensions))
	}
	return nil
}

// takeBatch takes a member of {"requests":[{"content"},…]}.
func takeBatch(c *dialect.Session, key []byte) *apierr.Error {
	if string(key) != "requests" {
		c.In.Raw()
		return nil
	}
	r := answerOf(c)
	r.embedding.texts = r.embedding.texts[:0]
	return eachOf(c, "requests", func(c *dialect.Session, name string, i int) *apierr.Error {
		if i == engine.MaxInputs {
			return badField("BatchEmbedContentsRequest.requests", fmt.Sprintf("at most %d requests can be in one batch", engine.MaxInputs))
		}
		if c.In.Kind() != skim.Object {
			return reject(c, fmt.Sprintf("%s[%d]", name, i), "TYPE_MESSAGE")
		}
		c.In.Object()
		r.embedding.texts = append(r.embedding.texts, embeddedText{})
		for key, ok := c.In.NextKey(); ok; key, ok = c.In.NextKey() {
			if err := takeItem(c, key, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// takePredict takes a member of {"instances":[{"content"},…],"parameters"}.
func takePredict(c *dialect.Session, key []byte) *apierr.Error {
	r := answerOf(c)
	switch string(key) {
	case "instances":
		r.embedding.texts = r.embedding.texts[:0]
		return eachOf(c, "instances", func(c *dialect.Session, name string, i int) *apierr.Error {
			if i == engine.MaxInputs {
				return badField("instances", fmt.Sprintf("at most %d instances can be in one request", engine.MaxInputs))
			}
			content := decode.New(decode.Member(c.In.Raw(), "content"))
			text := content.TakeText()
			c.Scratch = skim.AppendUnescaped(render.ResetOrDrop(c.Scratch), text.Raw)
			r.embedding.texts = append(r.embedding.texts, embeddedText{given: len(text.Raw) > 0, hash: pool.Hash(0, c.Scratch), tokens: pool.Tokens(c.Chars(text))})
			return nil
		})
	case "parameters":
		r.embedding.dimensions = 0
		return members(c, "parameters", func(c *dialect.Session, key []byte) *apierr.Error {
			if string(key) == "outputDimensionality" {
				return takeDimensions(c, &r.embedding.dimensions)
			}
			c.In.Raw()
			return nil
		})
	}
	c.In.Raw()
	return nil
}

// dimensionsOf returns how many numbers the vector of text i has.
func (e *embed) dimensionsOf(c *dialect.Session, i int) int {
	all := &answerOf(c).embedding
	switch {
	case all.texts[i].dimensions > 0:
		return all.texts[i].dimensions
	case all.dimensions > 0:
		return all.dimensions
	case bytes.HasPrefix(c.BaseModel, []byte("gemini-embedding")):
		return geminiDimensions
	}
	return textDimensions
}

// room is what a number takes in bytes, rounded up.
const room = 14

func (e *embed) Size(c *dialect.Session) (n int, _ *apierr.Error) {
	for i := range answerOf(c).embedding.texts {
		n += 64 + room*e.dimensionsOf(c, i)
	}
	if n > engine.MaxAnswer {
		return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("The embeddings would be longer than %d bytes together.", engine.MaxAnswer)}
	}
	return n, nil
}

func (e *embed) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	texts := answerOf(c).embedding.texts
	n, _ := e.Size(c)
	dst = append(slices.Grow(dst, n), e.form.open...)
	for i := range texts {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = e.Generator.Pool.AppendVector(append(dst, e.form.vector...), texts[i].hash, e.dimensionsOf(c, i))
		if dst = append(dst, e.form.behind...); e.form.counted {
			dst = append(render.AppendInt(dst, texts[i].tokens), `}}}`...)
		}
	}
	return append(dst, e.form.close...)
}
