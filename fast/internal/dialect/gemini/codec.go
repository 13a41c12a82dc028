package gemini

import (
	"fmt"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/schema"
	"mock-openai/pool"
)

// API is the Gemini API in one of its two places.
type API struct {
	Generator *engine.Generator
	Strict    func(model []byte) bool // reports whether a model is listed, by its JSON-escaped name; nil refuses nothing that can be answered

	vertex       bool
	schemas      *schema.Cache
	parameters   *schema.Cache
	arrayHeaders *header.Block // of a stream that is an array
}

// maxSchemas is how many schemas are kept compiled.
const maxSchemas = 1024

// New returns the API of generativelanguage.googleapis.com.
func New(g *engine.Generator) *API {
	return &API{
		Generator:    g,
		schemas:      schema.NewCache(maxSchemas, compileOpenAPI),
		parameters:   schema.NewCache(maxSchemas, compileParameters),
		arrayHeaders: header.NewBlock(&headers, "application/json; charset=utf-8", "Cache-Control: no-cache"),
	}
}

// OnVertex returns the same API as Vertex AI serves it.
func (a *API) OnVertex() *API {
	other := *a
	other.vertex = true
	return &other
}

// GenerateContent returns the codec of generateContent.
func (a *API) GenerateContent() *Codec { return &Codec{API: a} }

// StreamGenerateContent returns the codec of streamGenerateContent.
func (a *API) StreamGenerateContent() *Codec { return &Codec{API: a, streams: true} }

// Codec is the codec of generateContent and streamGenerateContent.
type Codec struct {
	dialect.Spoken
	*API
	streams bool
}

var _ dialect.URIReader = (*Codec)(nil)

func (g *Codec) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	r := newAnswer(c, g.vertex)
	r.readModel(uri)
	if c.Request.Stream = g.streams; g.streams && !asksForEvents(uri) {
		r.array, c.StreamHeaders = true, g.arrayHeaders
	}
	return nil
}

func (g *Codec) Decode(c *dialect.Session) *apierr.Error {
	err := c.DecodeMembers(takeMember)
	c.PromptTokens = pool.Tokens(c.PromptChars + answerOf(c).systemChars)
	return err
}

func (g *Codec) Generate(c *dialect.Session) *apierr.Error {
	if g.Strict != nil {
		if err := g.refuse(c); err != nil {
			return err
		}
	}
	return c.Generate(g.Generator, g.readOptions)
}

func (*Codec) Size(c *dialect.Session) (int, *apierr.Error) {
	text := c.TextSize()
	if text > engine.MaxAnswer {
		return 0, &apierr.Error{Status: fasthttp.StatusBadRequest, Message: fmt.Sprintf("The candidates would be longer than %d bytes together.", engine.MaxAnswer)}
	}
	return c.Turn.Size(text), nil
}

func (*Codec) AppendAnswer(dst []byte, c *dialect.Session) []byte {
	return answerOf(c).appendWhole(dst)
}

func (g *Codec) Begin(c *dialect.Session) { answerOf(c).begin(g.Generator.HasClusters()) }
